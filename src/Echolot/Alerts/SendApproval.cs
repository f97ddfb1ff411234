using System.Globalization;
using System.Text;
using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Echolot.Alerts;

public sealed partial class AlertDesk
{
    /// <summary>Tells people of ours that a reply waits for them, and its author that it came back or went out.</summary>
    internal async Task TellApprovalAsync(ApprovalChanged fact, CancellationToken cancel)
    {
        var occasion = string.Create(CultureInfo.InvariantCulture, $"approval-{fact.Id}-{fact.Revision}");
        foreach (var person in fact.Asks)
            await TellAsync(
                person, fact.By, [], 1, (words, by) => (words.ApprovalTitle(by), words.ApprovalWhy),
                Links.ToApproval(fact.Id), occasion, cancel);
        if (fact.Tells is { } author && author != fact.By)
            await TellAsync(
                author, fact.By, [], 1, (words, by) => (words.DecidedTitle(by), words.DecidedWhy),
                Links.ToConversation(fact.ConversationId), occasion, cancel);
    }

    /// <summary>Notes that a link has to be sent; the same fact twice is one mail.</summary>
    internal async Task ApprovalAskedAsync(ApprovalLinkAsked fact, CancellationToken cancel)
    {
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                insert into approval_mail (link_id, asked_at, state, attempts, next_attempt_at)
                values (@LinkId, @at, @waiting, 0, @at) on conflict (link_id) do nothing
                """,
                new { fact.LinkId, at = fact.At.ToUnixTimeMilliseconds(), waiting = nameof(DeliveryState.Waiting) },
                scope.Transaction), cancel);
        _post.Ring();
    }

    private Task<IReadOnlyList<ApprovalMailRow>> ClaimApprovalsAsync(CancellationToken cancel) =>
        _db.WriteAsync<IReadOnlyList<ApprovalMailRow>>(
            async scope =>
            {
                // One that a crash cut off may have arrived; a second link for the same step would only confuse.
                await scope.Connection.ExecuteAsync(
                    "update approval_mail set state = @unknown, claimed_at = null, done_at = @Now where claimed_at < @lost",
                    new { unknown = nameof(DeliveryState.Unknown), Now, lost = Now - (long)lostAfter.TotalMilliseconds },
                    scope.Transaction);
                return [.. await scope.Connection.QueryAsync<ApprovalMailRow>(
                    $"""
                    update approval_mail set claimed_at = @Now, next_attempt_at = null, attempts = attempts + 1
                    where next_attempt_at <= @Now returning {ApprovalMailRow.Columns}
                    """, new { Now }, scope.Transaction)];
            }, cancel);

    private async Task SendApprovalAsync(ApprovalMailRow row, CancellationToken cancel)
    {
        var outcome = await TrySendApprovalAsync(row, cancel);
        var verdict = Retry.After(DeliveryChannel.Email, outcome, (int)row.Attempts, _clock.GetUtcNow());
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                update approval_mail set state = @state, next_attempt_at = @next, claimed_at = null, done_at = @done,
                    problem = @Problem where link_id = @LinkId
                """,
                new
                {
                    row.LinkId, state = verdict.State.ToString(), next = verdict.NextAttemptAt?.ToUnixTimeMilliseconds(),
                    done = verdict.NextAttemptAt is null ? Now : (long?)null, outcome.Problem,
                }, scope.Transaction), CancellationToken.None);
        _log.LogInformation(
            "Approval link {Link}: {Outcome} at try {Try}, now {State}", row.LinkId, outcome.Ended, row.Attempts, verdict.State);
    }

    private async Task<Outcome> TrySendApprovalAsync(ApprovalMailRow row, CancellationToken cancel)
    {
        if (MailProblem is { } problem) return new(Ended.Refused, problem);
        try
        {
            if (await _inbox.MakeApprovalLinkAsync(row.LinkId, cancel) is not { } link)
                return new(Ended.Refused, "The approval is over.");
            var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(
                (await _roster.WorkspaceAsync(cancel))?.TimeZone ?? "") ?? DateTimeZone.Utc;
            var letter = ApprovalLetter(link, new Uri(_options.PublicUrl!, Links.Approve(link.Secret)), zone);
            return await Mail.SendAsync(
                letter, string.Create(CultureInfo.InvariantCulture, $"approval-{row.LinkId}-{row.Attempts}"), link.Mail,
                _options.Mail, cancel);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            _log.LogError(wrong, "The approval link {Link} could not be sent", row.LinkId);
            return new(Ended.NotArrived, "The mail could not be composed; the server's log tells why.");
        }
    }

    /// <summary>What has to be approved stands on the page alone: mails lie about for years.</summary>
    internal static Letter ApprovalLetter(ApprovalLink link, Uri address, DateTimeZone zone)
    {
        var words = Wording.In(link.Language);
        var title = words.Say($"Bitte um Freigabe – {link.Workspace}", $"An answer for your approval – {link.Workspace}");
        var hello = words.Say($"Guten Tag, {link.Name},", $"Hello {link.Name},");
        var what = words.Say(
            $"{link.Author} bittet Sie, eine Antwort zu prüfen, bevor sie hinausgeht.",
            $"{link.Author} asks you to check an answer before it goes out.");
        var look = words.Say("Antwort ansehen", "Look at the answer");
        var until = words.Moment(link.ExpiresAt, zone);
        var ends = words.Say(
            $"Der Link gilt für eine Entscheidung, bis {until} Uhr. Bitte geben Sie ihn nicht weiter.",
            $"The link works for one decision, until {until}. Please do not pass it on.");
        var text = new StringBuilder(hello).Append("\n\n").Append(what).Append("\n\n").Append(look).Append(":\n")
            .Append(address.AbsoluteUri).Append("\n\n").Append(ends).Append('\n');
        var html = Letter.Begin(title);
        foreach (var paragraph in new[] { hello, what })
            html.Append("<p style=\"margin:0 0 14px\">").Append(Letter.Safe(paragraph)).Append("</p>");
        Letter.Anchor(html.Append("<p style=\"margin:0 0 14px;font-weight:600\">"), address, look);
        html.Append("</p><p style=\"margin:0;").Append(Letter.Muted).Append("\">").Append(Letter.Safe(ends)).Append("</p>");
        return new(Letter.OneLine(title), text.ToString(), Letter.End(html));
    }
}

/// <summary>A mail with a link to approve as it is stored; whom it is for stands with the link.</summary>
[NotPersonal("approval_mail")]
internal sealed record ApprovalMailRow
{
    public const string Columns = "link_id as LinkId, attempts as Attempts";

    public long LinkId { get; init; }
    public long Attempts { get; init; }
}
