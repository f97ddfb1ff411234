using System.Globalization;
using System.Text;
using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>Mails with a link to people without an account. What it leads to stands on the page alone: mails lie about for years.</summary>
public sealed partial class AlertDesk
{
    private const string Approval = "approval", EnquiryPrefix = "enquiry.";

    /// <summary>Notes that a link to approve has to be sent; the same fact twice is one mail.</summary>
    internal Task ApprovalAskedAsync(ApprovalLinkAsked fact, CancellationToken cancel) =>
        OutsideAskedAsync(Approval, fact.LinkId, fact.At, cancel);

    /// <summary>Notes that a letter about an enquiry has to be sent; the same fact twice is one mail.</summary>
    internal Task EnquiryAskedAsync(EnquiryLetterAsked fact, CancellationToken cancel) =>
        OutsideAskedAsync(EnquiryPrefix + fact.Kind, fact.EnquiryId, fact.At, cancel);

    private async Task OutsideAskedAsync(string kind, long about, DateTimeOffset at, CancellationToken cancel)
    {
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                insert into outside_mail (kind, about_id, asked_at, state, attempts, next_attempt_at)
                values (@kind, @about, @at, @waiting, 0, @at) on conflict (kind, about_id) do update set
                    asked_at = excluded.asked_at, state = excluded.state, attempts = 0,
                    next_attempt_at = excluded.next_attempt_at, claimed_at = null, done_at = null, problem = null
                where excluded.asked_at > outside_mail.asked_at
                """,
                new { kind, about, at = at.ToUnixTimeMilliseconds(), waiting = nameof(DeliveryState.Waiting) },
                scope.Transaction), cancel);
        _post.Ring();
    }

    private Task<IReadOnlyList<OutsideMailRow>> ClaimOutsideAsync(CancellationToken cancel) =>
        _db.WriteAsync<IReadOnlyList<OutsideMailRow>>(
            async scope =>
            {
                // One that a crash cut off may have arrived; a second link for the same would only confuse.
                await scope.Connection.ExecuteAsync(
                    "update outside_mail set state = @unknown, claimed_at = null, done_at = @Now where claimed_at < @lost",
                    new { unknown = nameof(DeliveryState.Unknown), Now, lost = Now - (long)lostAfter.TotalMilliseconds },
                    scope.Transaction);
                return [.. await scope.Connection.QueryAsync<OutsideMailRow>(
                    $"""
                    update outside_mail set claimed_at = @Now, next_attempt_at = null, attempts = attempts + 1
                    where next_attempt_at <= @Now returning {OutsideMailRow.Columns}
                    """, new { Now }, scope.Transaction)];
            }, cancel);

    private async Task SendOutsideAsync(OutsideMailRow row, CancellationToken cancel)
    {
        var outcome = await TrySendOutsideAsync(row, cancel);
        var verdict = Retry.After(DeliveryChannel.Email, outcome, (int)row.Attempts, _clock.GetUtcNow());
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                // Asked for again meanwhile: then the new asking counts, not what became of this one.
                """
                update outside_mail set state = @state, next_attempt_at = @next, claimed_at = null, done_at = @done,
                    problem = @Problem where kind = @Kind and about_id = @AboutId and asked_at = @AskedAt and claimed_at is not null
                """,
                new
                {
                    row.Kind, row.AboutId, row.AskedAt, state = verdict.State.ToString(),
                    next = verdict.NextAttemptAt?.ToUnixTimeMilliseconds(),
                    done = verdict.NextAttemptAt is null ? Now : (long?)null, outcome.Problem,
                }, scope.Transaction), CancellationToken.None);
        _log.LogInformation(
            "Link of {Kind} {Id}: {Outcome} at try {Try}, now {State}", row.Kind, row.AboutId, outcome.Ended, row.Attempts,
            verdict.State);
    }

    private async Task<Outcome> TrySendOutsideAsync(OutsideMailRow row, CancellationToken cancel)
    {
        if (MailProblem is { } problem) return new(Ended.Refused, problem);
        try
        {
            var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(
                (await _roster.WorkspaceAsync(cancel))?.TimeZone ?? "") ?? DateTimeZone.Utc;
            var made = row.Kind == Approval
                ? await ApprovalLetterAsync(row.AboutId, zone, cancel)
                : await EnquiryLetterAsync(
                    row.AboutId, Enum.Parse<EnquiryStepKind>(row.Kind[EnquiryPrefix.Length..]), zone, cancel);
            // Nothing has to arrive any more: that is no failure.
            return made is not var (letter, to) ? new(Ended.Accepted, "It is over.") : await Mail.SendAsync(
                letter, string.Create(CultureInfo.InvariantCulture, $"{row.Kind}-{row.AboutId}-{row.AskedAt}-{row.Attempts}"), to,
                _options.Mail, cancel);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            _log.LogError(wrong, "The link of {Kind} {Id} could not be sent", row.Kind, row.AboutId);
            return new(Ended.NotArrived, "The mail could not be composed; the server's log tells why.");
        }
    }

    /// <summary>Of these enquiries those of which a letter did not arrive.</summary>
    public async Task<IReadOnlySet<long>> FailedEnquiryMailsAsync(IReadOnlyList<long> enquiries, CancellationToken cancel)
    {
        if (enquiries.Count == 0) return new HashSet<long>();
        var kinds = string.Join(", ", Enum.GetNames<EnquiryStepKind>().Select(kind => $"'{EnquiryPrefix}{kind}'"));
        await using var read = await _db.ReadAsync(cancel);
        return (await read.QueryAsync<long>(new CommandDefinition(
            $"select about_id from outside_mail where kind in ({kinds}) and about_id in ({Stored.List(enquiries)}) and state = @failed",
            new { failed = nameof(DeliveryState.Failed) }, cancellationToken: cancel))).ToHashSet();
    }

    private static Letter OutsideLetter(
        string title, IReadOnlyList<string> paragraphs, string look, Uri address, string ends)
    {
        var text = new StringBuilder().AppendJoin("\n\n", paragraphs).Append("\n\n").Append(look).Append(":\n")
            .Append(address.AbsoluteUri).Append("\n\n").Append(ends).Append('\n');
        var html = Letter.Begin(title);
        foreach (var paragraph in paragraphs)
            html.Append("<p style=\"margin:0 0 14px\">").Append(Letter.Safe(paragraph)).Append("</p>");
        Letter.Anchor(html.Append("<p style=\"margin:0 0 14px;font-weight:600\">"), address, look);
        html.Append("</p><p style=\"margin:0;").Append(Letter.Muted).Append("\">").Append(Letter.Safe(ends)).Append("</p>");
        return new(Letter.OneLine(title), text.ToString(), Letter.End(html));
    }
}

/// <summary>A mail with a link to somebody without an account as it is stored; whom it is for stands with what it is about.</summary>
[NotPersonal("outside_mail")]
internal sealed record OutsideMailRow
{
    public const string Columns = "kind, about_id, asked_at, attempts";

    public string Kind { get; init; } = "";
    public long AboutId { get; init; }
    public long AskedAt { get; init; }
    public long Attempts { get; init; }
}
