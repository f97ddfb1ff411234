using Dapper;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.AspNetCore.DataProtection;
using NodaTime;

namespace Echolot.Conversations;

/// <summary>A web chat: its source and how it looks.</summary>
public sealed record Chat(Source Source, ChatSettings Settings);

/// <summary>Whether somebody is there.</summary>
/// <param name="OpensAt">When somebody is there again; null: open, or closed for good.</param>
public sealed record ChatHours(bool Open, DateTimeOffset? OpensAt);

/// <summary>One line as a visitor sees it.</summary>
/// <param name="Id">The id that the visitor's browser made, or one of ours.</param>
/// <param name="By">First name of whoever of us wrote it, where visitors may see it.</param>
public sealed record ChatLine(string Id, bool Ours, string? By, string Text, DateTimeOffset At)
{
    /// <summary>What came along.</summary>
    public IReadOnlyList<ChatFile> Files { get; init; } = [];
}

/// <summary>Somebody who agreed and may write.</summary>
public sealed record ChatVisitor(
    string Id, long SourceId, string? Name, string Language, string Wording, DateTimeOffset ConsentedAt)
{
    /// <summary>How the address book knows them.</summary>
    public ExternalId Author => ChatDesk.AuthorOf(Id);

    internal string? Root { get; init; }
}

/// <summary>What is written into the form outside of business hours.</summary>
/// <param name="Id">Made by the browser: the same form sent twice is there once.</param>
/// <param name="Wording">Version of the consent that was shown.</param>
public sealed record ChatForm(string Id, string Name, string Email, string Text, string Language, string Wording);

/// <summary>Why the chat refused; the widget translates it.</summary>
public enum ChatRefusal { ConsentMissing, Over, TextMissing, TextTooLong, AddressInvalid, NoForm, IdInvalid, LinkUsed }

/// <summary>The chat refused what a visitor asked for.</summary>
public sealed class ChatException(ChatRefusal why) : Exception($"The chat refused: {why}.")
{
    public ChatRefusal Why { get; } = why;
}

/// <summary>The web chat of our own: visitors, their consent, what they write and what they may see of it.</summary>
/// <remarks>
/// Thread-safe. What a visitor writes goes through the gate like everything that is said to us, and is known by the id
/// that the browser made: repeating is harmless. Visitors see their own words and the answers to them, nothing else.
/// </remarks>
public sealed partial class ChatDesk(
    EcholotDb db, SourceRunner sources, ITakesEvents gate, Inbox inbox, Roster roster, MailOptions server, PrivacyOffice privacy,
    IDataProtectionProvider protection, TimeProvider clock)
{
    private const int LongestName = 80, MostLines = 200, ShortestId = 8, LongestId = 64;

    // How far to look for the next opening; a shop that is closed for longer is closed for good.
    private static readonly Duration Ahead = Duration.FromDays(21);

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    // The purpose is part of every token and must never change.
    private readonly IDataProtector _tokens = protection.CreateProtector("Echolot.Chat.Visitors");

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    internal static ExternalId AuthorOf(string visitor) => new("visitor/" + visitor);

    /// <summary>The chat with this public name; null: there is none, or it is paused.</summary>
    public async Task<Chat?> FindAsync(string key, CancellationToken cancel) =>
        key.Length == 16 && await sources.FindAsync(ChatSettings.Connector, key, cancel) is { Paused: false } source
        && source.Key.Account == key
            ? new(source, ChatSettings.Of(source.Settings))
            : null;

    /// <summary>Whether somebody is there now, by the calendar of the chat.</summary>
    public async Task<ChatHours> HoursAsync(Chat chat, CancellationToken cancel)
    {
        if (chat.Settings.CalendarId is not { } id
            || (await roster.CalendarsAsync(cancel)).FirstOrDefault(c => c.Id == id) is not { } calendar) return new(true, null);
        var now = Instant.FromDateTimeOffset(clock.GetUtcNow());
        var ahead = OpenTime.Stretches(calendar.Calendar, now, now + Ahead);
        return ahead.Count > 0 && ahead[0].IsOpen
            ? new(true, null)
            : new(false, ahead.FirstOrDefault(s => s.IsOpen)?.From.ToDateTimeOffset());
    }

    /// <summary>Lets somebody in who agreed; before this nothing about them is stored.</summary>
    /// <param name="wording">Version of the consent that was shown to them.</param>
    /// <returns>The visitor, and the signed token by which their browser proves to be them.</returns>
    /// <exception cref="ChatException">They did not agree to the text that holds now.</exception>
    public async Task<(ChatVisitor Visitor, string Token)> StartAsync(
        Chat chat, string wording, string language, CancellationToken cancel)
    {
        var row = VisitorOf(chat, wording, language);
        row = row with { Connector = ChatSettings.Connector, Author = AuthorOf(row.Id).Value };
        await db.WriteAsync(scope => KeepAsync(scope, chat, row), cancel);
        return (row.AsVisitor(), TokenOf(row));
    }

    /// <summary>Who a token belongs to; null where it is none of this chat, or the time is over.</summary>
    public async Task<ChatVisitor?> ReadAsync(Chat chat, string token, CancellationToken cancel)
    {
        if (Unsealed(_tokens, token)?.Split(' ') is not [var source, var id] || source != Number(chat.Source.Id)
            || await StillHereAsync(chat, id, cancel) is not { } row) return null;
        if (row.SeenAt + (long)SeenEvery.TotalMilliseconds < Now)
            await db.WriteAsync(scope => scope.Connection.ExecuteAsync(
                "update chat_visitor set seen_at = @Now where id = @Id", new { row.Id, Now }, scope.Transaction), cancel);
        return row.AsVisitor();
    }

    /// <summary>A visitor whose time is not over; null: it is, or they are erased.</summary>
    private async Task<ChatVisitorRow?> StillHereAsync(Chat chat, string id, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var row = await connection.QuerySingleOrDefaultAsync<ChatVisitorRow>(new CommandDefinition(
            $"select {ChatVisitorRow.Columns} from chat_visitor where id = @id and source_id = @source",
            new { id, source = chat.Source.Id }, cancellationToken: cancel));
        return row is null || row.SeenAt + (long)chat.Settings.Keep.TotalMilliseconds < Now ? null : row;
    }

    /// <summary>Takes what a visitor wrote; returns when it is stored. The same id again changes nothing.</summary>
    /// <exception cref="ChatException">It cannot be taken so.</exception>
    public async Task SayAsync(Chat chat, ChatVisitor visitor, string id, string text, CancellationToken cancel)
    {
        text = Checked(text);
        await TakeAsync(chat.Source, new()
        {
            Source = chat.Source.Key, Id = new($"{visitor.Author.Value}/{IdChecked(id)}"), Revision = "1",
            Kind = ItemKind.ChatMessage, Visibility = Visibility.OwnedInbox, Origin = Origin.Webhook,
            PublishedAt = clock.GetUtcNow(), ReceivedAt = clock.GetUtcNow(), Text = text,
            LanguageDeclared = visitor.Language, RootId = visitor.Root is { } root ? new(root) : null,
            Author = new(visitor.Author, null, visitor.Name ?? Nameless(visitor)),
        }, cancel);
    }

    /// <summary>Whether the form is offered: whoever writes into it is answered by mail.</summary>
    public async Task<bool> HasFormAsync(CancellationToken cancel) => await MailAsync(cancel) is not null;

    /// <summary>Takes what was written into the form; it becomes a conversation that is answered by mail.</summary>
    /// <exception cref="ChatException">It cannot be taken so.</exception>
    public async Task FillInAsync(Chat chat, ChatForm form, CancellationToken cancel)
    {
        if (await MailAsync(cancel) is not { } mail) throw new ChatException(ChatRefusal.NoForm);
        var (text, name, email) = (Checked(form.Text), NameOf(form.Name), form.Email.Trim());
        if (!IsAddress(email)) throw new ChatException(ChatRefusal.AddressInvalid);
        var row = VisitorOf(chat, form.Wording, form.Language) with
        {
            Id = $"form/{IdChecked(form.Id)}", Connector = mail.Key.Connector, Author = email.ToLowerInvariant(), Name = name,
        };
        await db.WriteAsync(scope => KeepAsync(scope, chat, row), cancel);
        await TakeAsync(mail, new()
        {
            Source = mail.Key, Id = new($"form/{chat.Settings.Key}/{form.Id}"), Revision = "1", Kind = ItemKind.Email,
            Visibility = Visibility.OwnedInbox, Origin = Origin.Webhook, PublishedAt = clock.GetUtcNow(),
            ReceivedAt = clock.GetUtcNow(), Text = text, LanguageDeclared = row.Language,
            Title = row.Language == "de" ? $"Kontaktformular {chat.Source.Name}" : $"Contact form {chat.Source.Name}",
            Author = new(new(row.Author), null, name.Length == 0 ? email : name),
        }, cancel);
    }

    /// <summary>The conversation of a visitor; null: they have not written yet.</summary>
    public async Task<long?> ConversationAsync(ChatVisitor visitor, CancellationToken cancel)
    {
        await using var connection = await db.ReadAsync(cancel);
        var id = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            visitor.Root is null
                ? "select id from conversation where thread = @thread and connector = @Connector and coalesce(source_id, 0) = @SourceId"
                : "select conversation_id from message where connector = @Connector and local_id = @Root",
            new { thread = $"direct {visitor.Author.Value}", ChatSettings.Connector, visitor.SourceId, visitor.Root },
            cancellationToken: cancel));
        // What was merged goes on where it was merged into; a chain is as long as people merged.
        while (id is not null && await connection.ExecuteScalarAsync<long?>(
            "select merged_into from conversation where id = @id", new { id }) is { } into) id = into;
        return id;
    }

    /// <summary>What a visitor may see: their own words and the answers to them, the last 200, oldest first.</summary>
    public async Task<IReadOnlyList<ChatLine>> LinesAsync(Chat chat, ChatVisitor visitor, CancellationToken cancel) =>
        await LinesAsync(chat, visitor, await RowsAsync(visitor, cancel), cancel);

    /// <summary>The same from the first word on.</summary>
    private async Task<IReadOnlyList<ChatLine>> AllLinesAsync(Chat chat, ChatVisitor visitor, CancellationToken cancel)
    {
        var rows = new List<ChatLineRow>();
        List<ChatLineRow> page;
        do
        {
            page = await RowsAsync(visitor, cancel, rows.LastOrDefault());
            rows.AddRange(page);
        }
        while (page.Count == MostLines);
        return await LinesAsync(chat, visitor, rows, cancel);
    }

    private async Task<IReadOnlyList<ChatLine>> LinesAsync(
        Chat chat, ChatVisitor visitor, List<ChatLineRow> rows, CancellationToken cancel)
    {
        var names = chat.Settings.Names && rows.Exists(r => r.PersonId is not null)
            ? (await roster.PeopleAsync(cancel)).ToDictionary(p => p.Id, p => p.Name.Split(' ')[0])
            : [];
        rows.Reverse();
        var files = await FilesAsync(visitor, rows, cancel);
        var own = visitor.Author.Value + "/";
        return [.. rows.Select(r => new ChatLine(
            r.Direction == (long)Direction.Theirs && r.ExternalId.StartsWith(own, StringComparison.Ordinal)
                ? r.ExternalId[own.Length..] : "m" + Number(r.Id),
            r.Direction == (long)Direction.Ours, r.PersonId is { } person ? names.GetValueOrDefault(person) : null, r.Text,
            Stored.Time(r.At)) { Files = [.. files[r.Id]] })];
    }

    /// <summary>The same as it is stored, newest first.</summary>
    /// <param name="before">Goes on behind this one.</param>
    private async Task<List<ChatLineRow>> RowsAsync(
        ChatVisitor visitor, CancellationToken cancel, ChatLineRow? before = null)
    {
        if (await ConversationAsync(visitor, cancel) is not { } conversation) return [];
        await using var connection = await db.ReadAsync(cancel);
        return (await connection.QueryAsync<ChatLineRow>(new CommandDefinition(
            $"""
            select m.id, m.external_id, m.direction, m.text, m.at, m.person_id, m.bot from message m
                left join identity i on i.id = m.identity_id
                left join send s on s.id = m.send_id
                left join message a on a.id = s.reply_to
                left join identity t on t.id = a.identity_id
            where m.conversation_id = @conversation and m.connector = '{ChatSettings.Connector}' and m.leg = 2
                and m.deleted_at is null and m.external_id is not null
                and (m.direction = 1 and i.external_id = @author
                    or m.direction = 2 and (t.external_id = @author or s.reply_to is null and m.local_id = @Root))
                and (m.at < @at or m.at = @at and m.id < @last)
            order by m.at desc, m.id desc limit {MostLines}
            """, new
            {
                conversation, author = visitor.Author.Value, visitor.Root, at = before?.At ?? long.MaxValue, last = before?.Id ?? long.MaxValue,
            }, cancellationToken: cancel))).AsList();
    }

    private async Task TakeAsync(Source source, Mention said, CancellationToken cancel) => await gate.TakeAsync(
        await sources.ConfigAsync(source.Id, cancel), [new Addressed(said, false, null, said.ReceivedAt)], cancel);

    private async Task<Source?> MailAsync(CancellationToken cancel) =>
        await inbox.VoicesAsync("mail", cancel) is [var voice, ..] ? await sources.FindAsync(voice.SourceId, cancel) : null;

    private ChatVisitorRow VisitorOf(Chat chat, string wording, string language) => wording == chat.Settings.Wording
        ? new()
        {
            Id = Guid.NewGuid().ToString("N"), SourceId = chat.Source.Id, Language = language == "de" ? "de" : "en",
            Wording = wording, ConsentedAt = Now, SeenAt = Now,
        }
        : throw new ChatException(ChatRefusal.ConsentMissing);

    private async Task KeepAsync(WriteScope scope, Chat chat, ChatVisitorRow row)
    {
        await scope.Connection.ExecuteAsync(
            """
            insert into chat_wording (version, de, en, since) values (@Wording, @De, @En, @Now)
            on conflict (version) do nothing
            """, new { chat.Settings.Wording, chat.Settings.Consent.De, chat.Settings.Consent.En, Now }, scope.Transaction);
        await scope.Connection.ExecuteAsync(
            $"""
            insert into chat_visitor ({ChatVisitorRow.Columns})
            values (@Id, @SourceId, @Connector, @Author, @Root, @Name, @Language, @Wording, @ConsentedAt, @SeenAt)
            on conflict (id) do nothing
            """, row, scope.Transaction);
    }

    private string TokenOf(ChatVisitorRow row) => _tokens.Protect($"{Number(row.SourceId)} {row.Id}");

    private static string? Unsealed(IDataProtector seal, string token)
    {
        if (token.Length is 0 or > 1_000) return null;
        try
        {
            return seal.Unprotect(token);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    // So that two of them can be told apart in a list.
    private static string Nameless(ChatVisitor visitor) =>
        $"{(visitor.Language == "de" ? "Besuch" : "Visitor")} {visitor.Id[..4].ToUpperInvariant()}";

    private static string Checked(string text)
    {
        text = WellFormed.Of(text.Trim());
        return text.Length switch
        {
            0 => throw new ChatException(ChatRefusal.TextMissing),
            > ChatSettings.LongestMessage => throw new ChatException(ChatRefusal.TextTooLong),
            _ => text,
        };
    }

    private static string IdChecked(string id) =>
        id.Length is >= ShortestId and <= LongestId && id.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? id
            : throw new ChatException(ChatRefusal.IdInvalid);

    private static string NameOf(string name)
    {
        name = WellFormed.Of(string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
        return name.Length <= LongestName ? name : throw new ChatException(ChatRefusal.TextTooLong);
    }

    private static bool IsAddress(string email) =>
        email.Length is > 2 and <= 254 && !email.Any(c => char.IsWhiteSpace(c) || c is '<' or '>' or ',' or ';')
        && System.Net.Mail.MailAddress.TryCreate(email, out var address) && address.Address == email
        && address.Host.Contains('.', StringComparison.Ordinal);

    private static string Number(long value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

internal sealed record ChatLineRow
{
    public long Id { get; init; }
    public string ExternalId { get; init; } = "";
    public long Direction { get; init; }
    public string Text { get; init; } = "";
    public long At { get; init; }
    public long? PersonId { get; init; }
    public string? Bot { get; init; }
}
