using System.Globalization;
using Dapper;
using Echolot.Network;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging;

namespace Echolot.Alerts;

/// <summary>How the last mail with a password link to somebody is doing.</summary>
/// <param name="Problem">What the mail server said at the last try.</param>
public sealed record LinkMail(
    DeliveryState State, DateTimeOffset AskedAt, DateTimeOffset? DoneAt, DateTimeOffset? NextAttemptAt,
    string? Problem);

public sealed partial class AlertDesk
{
    /// <summary>What is missing before links to set a password can go out by mail.</summary>
    public MailGap MailGap => _options.Gap;

    /// <summary>What to do about it, for programs and the log; null when mail can go out.</summary>
    public string? MailProblem => Mail.Missing(_options.Gap);

    /// <summary>The last mail with a link that an administrator sent to this person; null: none.</summary>
    public async Task<LinkMail?> LinkMailAsync(long personId, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        var row = await read.QuerySingleOrDefaultAsync<LinkMailRow>(
            $"select {LinkMailRow.Columns} from link_mail where person_id = @personId and kind = 'given'",
            new { personId });
        return row?.ToLinkMail();
    }

    /// <summary>
    /// Notes whom a link has to be sent to: the last asking of a kind counts, and the same fact twice is one mail.
    /// </summary>
    internal async Task AskedAsync(PasswordLinkAsked fact, CancellationToken cancel)
    {
        if (fact.PersonId is not { } personId)
            return;
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                insert into link_mail (person_id, kind, asked_by, asked_at, state, attempts, next_attempt_at)
                values (@personId, @kind, @by, @at, @waiting, 0, @at)
                on conflict (person_id, kind) do update set
                    asked_by = excluded.asked_by, asked_at = excluded.asked_at, state = excluded.state, attempts = 0,
                    next_attempt_at = excluded.next_attempt_at, claimed_at = null, done_at = null, problem = null
                where excluded.asked_at > link_mail.asked_at
                """,
                new
                {
                    personId, kind = fact.By is null ? "asked" : "given", by = fact.By,
                    at = fact.At.ToUnixTimeMilliseconds(), waiting = nameof(DeliveryState.Waiting),
                },
                scope.Transaction),
            cancel);
        _post.Ring();
    }

    /// <summary>
    /// Takes the mails that are due; one that a crash cut off may have arrived and is not sent again.
    /// </summary>
    private Task<IReadOnlyList<LinkMailRow>> ClaimLinksAsync(CancellationToken cancel) =>
        _db.WriteAsync<IReadOnlyList<LinkMailRow>>(
            async scope =>
            {
                await scope.Connection.ExecuteAsync(
                    "update link_mail set state = @unknown, claimed_at = null, done_at = @now where claimed_at < @lost",
                    new
                    {
                        unknown = nameof(DeliveryState.Unknown), now = Now,
                        lost = Now - (long)lostAfter.TotalMilliseconds,
                    },
                    scope.Transaction);
                return [.. await scope.Connection.QueryAsync<LinkMailRow>(
                    $"""
                    update link_mail set claimed_at = @now, next_attempt_at = null, attempts = attempts + 1
                    where next_attempt_at <= @now returning {LinkMailRow.Columns}
                    """,
                    new { now = Now },
                    scope.Transaction)];
            },
            cancel);

    private async Task SendLinkAsync(LinkMailRow row, CancellationToken cancel)
    {
        var outcome = await TrySendLinkAsync(row, cancel);
        var verdict = Retry.After(DeliveryChannel.Email, outcome, (int)row.Attempts, _clock.GetUtcNow());
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                // Asked for again meanwhile: then the new asking counts, not what became of this one.
                """
                update link_mail set state = @state, next_attempt_at = @next, claimed_at = null, done_at = @done,
                    problem = @problem
                where person_id = @PersonId and kind = @Kind and asked_at = @AskedAt and claimed_at is not null
                """,
                new
                {
                    row.PersonId, row.Kind, row.AskedAt, state = verdict.State.ToString(),
                    next = verdict.NextAttemptAt?.ToUnixTimeMilliseconds(),
                    done = verdict.NextAttemptAt is null ? Now : (long?)null, problem = outcome.Problem,
                },
                scope.Transaction),
            CancellationToken.None);
        _post.Ring();
        _log.LogInformation(
            "Password link for person {Person}: {Outcome} at try {Try}, now {State}", row.PersonId, outcome.Ended,
            row.Attempts, verdict.State);
    }

    private async Task<Outcome> TrySendLinkAsync(LinkMailRow row, CancellationToken cancel)
    {
        if (MailProblem is { } problem)
            return new(Ended.Refused, problem);
        try
        {
            // Made only now: the secret exists in this process and in the mailbox, and as a hash in the database.
            if (await _roster.MakeAskedLinkAsync(row.PersonId, row.AskedBy, cancel) is not { } link)
                return new(Ended.Refused, "The person is gone or may not sign in.");
            var letter = LinkLetter.Of(link, new Uri(_options.PublicUrl!, Links.Accept(link.Secret)));
            var id = string.Create(
                CultureInfo.InvariantCulture, $"link-{row.PersonId}-{row.Kind}-{row.AskedAt}-{row.Attempts}");
            return await Mail.SendAsync(letter, id, link.Person.Email, _options.Mail, cancel);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            _log.LogError(wrong, "The password link for person {Person} could not be sent", row.PersonId);
            return new(Ended.NotArrived, "The mail could not be composed; the server's log tells why.");
        }
    }
}
