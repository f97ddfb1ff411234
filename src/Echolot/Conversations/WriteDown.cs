using Dapper;
using Echolot.Contacts;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Conversations;

/// <summary>What somebody of ours heard where Echolot does not listen: on the phone, by letter, at the counter.</summary>
/// <param name="Channel">One of <see cref="Inbox.ChannelsByHand"/>.</param>
/// <param name="Name">Who said it.</param>
/// <param name="Mail">By which they can be answered; a person whom we know by it is the same one.</param>
/// <param name="Phone">Their number; a person whom we know by it is the same one.</param>
/// <param name="Answer">What was said to them at once; null: nothing yet.</param>
/// <param name="At">When; null: now.</param>
/// <param name="Mine">Whoever writes it down takes it.</param>
/// <param name="Key">Of the form: sent twice, it is one conversation.</param>
public sealed record HeardByHand(
    string Channel, string Name, string Text, string Subject = "", string? Mail = null, string? Phone = null,
    string? Answer = null, DateTimeOffset? At = null, bool Mine = true, string? Key = null);

public sealed partial class Inbox
{
    /// <summary>Channels that people hear for us.</summary>
    public static IReadOnlyList<string> ChannelsByHand { get; } = ["phone", "letter", "visit"];

    /// <summary>Longest name of somebody who is written down.</summary>
    public const int LongestName = 120;

    private const string MailConnector = "mail";

    /// <summary>Makes a conversation of what somebody of ours heard; it has clocks, routing and workflows as every other one.</summary>
    /// <returns>Id of the conversation.</returns>
    /// <exception cref="InboxException">Name or words are missing, an address is none, or the time is still to come.</exception>
    public async Task<long> WriteDownAsync(HeardByHand heard, Sight sight, CancellationToken cancel)
    {
        var (name, mail, phone) = (WellFormed.Of(heard.Name.Trim()), MailOf(heard.Mail), PhoneOf(heard.Phone));
        if (!ChannelsByHand.Contains(heard.Channel))
            throw new InboxException(InboxRefusal.FieldWrong, $"There is no channel {heard.Channel}.", heard.Channel);
        if (name.Length is 0 or > LongestName)
            throw new InboxException(InboxRefusal.PersonNameMissing, $"Say who it was, in 1 to {LongestName} characters.");
        var (text, answer) = (Checked(heard.Text), Checked(heard.Answer ?? "", allowEmpty: true));
        var now = clock.GetUtcNow();
        var at = heard.At ?? now;
        if (at > now) throw new InboxException(InboxRefusal.TimeToCome, "Say when it was; that cannot be still to come.");
        var key = heard.Key is { Length: > 0 and <= 64 } given ? given : Guid.NewGuid().ToString("N");
        return await db.WriteAsync(async scope =>
        {
            var thread = $"hand {sight.PersonId} {key}";
            if (await scope.Connection.ExecuteScalarAsync<long?>(
                "select id from conversation where thread = @thread and connector = @Channel", new { thread, heard.Channel },
                scope.Transaction) is { } known) return known;
            var said = new Mention
            {
                Source = new(heard.Channel, "", ""), Id = new(thread), Revision = "1", Kind = ItemKind.DirectMessage,
                Visibility = Visibility.Direct, Origin = Origin.Manual, PublishedAt = at, ReceivedAt = now, Text = text,
                Title = WellFormed.Of(heard.Subject.Trim()) is { Length: > 0 } subject ? SnippetOf(subject) : null,
                Author = new(new(phone ?? thread), null, name),
            };
            var with = await PersonByHandAsync(scope, heard.Channel, said.Author, mail, phone, cancel);
            var recording = await BeginAsync(
                scope, new(ConversationKind.ByHand, null, heard.Channel, thread, said.Title), with, said, cancel);
            await SayAsync(recording, said, with, heard.Channel, null, null, cancel);
            if (answer.Length > 0) await AnsweredByHandAsync(recording, answer, Math.Max(at.ToUnixTimeMilliseconds(), recording.Row.LastAt), sight);
            if (sight.Departments is [var first, ..]) await recording.MoveAsync(first, Now, sight.PersonId);
            if (heard.Mine && sight.PersonId is not null || !sight.Sees(new(recording.Row.DepartmentId, recording.Row.AssigneeId)))
                await recording.AssignAsync(sight.PersonId, Now, sight.PersonId);
            await privacy.RecordAsync(
                scope, sight.PersonId, "conversation.written", $"conversation:{recording.Row.Id}", heard.Channel, cancel);
            await recording.FinishAsync(cancel);
            return recording.Row.Id;
        }, cancel);
    }

    /// <summary>The account that a conversation is with; whom we know by mail or number is the same person.</summary>
    private async Task<Identity> PersonByHandAsync(
        WriteScope scope, string channel, AuthorRef author, string? mail, string? phone, CancellationToken cancel)
    {
        var contact = mail is null ? null : await contacts.ContactOfAsync(scope, MailConnector, new(mail), cancel);
        contact ??= phone is null ? null : await contacts.ContactOfAsync(scope, channel, new(phone), cancel);
        var with = await contacts.KeepAsync(scope, channel, author, cancel, contact);
        if (mail is not null)
            await contacts.KeepAsync(
                scope, MailConnector, new(new(mail), null, author.DisplayName), cancel, with.ContactId);
        return with;
    }

    private static async Task AnsweredByHandAsync(Recording recording, string text, long at, Sight sight)
    {
        var id = await recording.Scope.Connection.ExecuteScalarAsync<long>(MessageRow.Insert, new MessageRow
        {
            ConversationId = recording.Row.Id, At = at, Leg = (long)Leg.Private, Direction = (long)Direction.Ours,
            PersonId = sight.PersonId, Connector = recording.Row.Connector, Text = text,
        }, recording.Scope.Transaction);
        await recording.NoteAsync(ConversationEventKind.Replied, at, sight.PersonId, after: Recording.Number(id));
        recording.Change(row => row with { LastOutAt = at, LastAt = Math.Max(at, row.LastAt), Snippet = SnippetOf(text) });
    }

    private static string? MailOf(string? written)
    {
        var mail = written?.Trim().ToLowerInvariant();
        if (string.IsNullOrEmpty(mail)) return null;
        return mail.Length <= 254 && mail.IndexOf('@', StringComparison.Ordinal) is > 0 and var at && at < mail.Length - 1
            && !mail.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';')
            ? mail : throw new InboxException(InboxRefusal.MailInvalid, "This is no e-mail address.");
    }

    /// <summary>Digits and a plus in front: however it is written, it is the same number.</summary>
    private static string? PhoneOf(string? written)
    {
        var digits = string.Concat((written ?? "").Where(char.IsAsciiDigit));
        if (digits.Length == 0) return null;
        var plain = written!.TrimStart().StartsWith('+') ? "+" + digits
            : digits.StartsWith("00", StringComparison.Ordinal) ? "+" + digits[2..] : digits;
        return plain.Length is >= 3 and <= 20 ? plain
            : throw new InboxException(InboxRefusal.FieldWrong, "A phone number has 3 to 20 digits.", written);
    }
}
