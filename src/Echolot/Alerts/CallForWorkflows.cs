using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using Echolot.Conversations;
using Echolot.Privacy;
using Echolot.Teams;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Echolot.Alerts;

/// <summary>A call of a webhook that a workflow asked for.</summary>
/// <param name="Occasion">What the workflow looked at.</param>
/// <param name="Webhook">Its name; null: it is gone.</param>
public sealed record WorkflowCall(
    string Key, long WebhookId, string? Webhook, long WorkflowId, string Occasion, DateTimeOffset AskedAt, DeliveryState State, int Attempts,
    string? Problem);

/// <summary>
/// Webhooks that workflows call. What they are told stands in documents and holds no words of anybody and no names: a webhook has no
/// setting that would allow more.
/// </summary>
public sealed partial class AlertDesk
{
    // As long does the trace say what became of a call.
    private static readonly TimeSpan CallsKept = TimeSpan.FromDays(90);

    /// <summary>Calls that workflows asked for in a conversation, the newest first. Whoever asks has to see it.</summary>
    public async Task<IReadOnlyList<WorkflowCall>> CallsAsync(long conversation, CancellationToken cancel)
    {
        await using var read = await _db.ReadAsync(cancel);
        return [.. (await read.QueryAsync<WorkflowCallRow>(new CommandDefinition(
            $"""
            select {WorkflowCallRow.Columns}, (select w.name from webhook w where w.id = c.webhook_id) as webhook
            from workflow_call c where c.conversation_id = @conversation order by c.asked_at desc, c.key limit 500
            """, new { conversation }, cancellationToken: cancel))).Select(c => c.ToCall())];
    }

    /// <summary>Notes that a webhook has to be called; the same fact twice is one call.</summary>
    internal async Task CallAskedAsync(WebhookAsked fact, CancellationToken cancel)
    {
        await _db.WriteAsync(async scope =>
        {
            await scope.Connection.ExecuteAsync(
                "delete from workflow_call where done_at < @before", new { before = Now - (long)CallsKept.TotalMilliseconds }, scope.Transaction);
            await scope.Connection.ExecuteAsync(
                """
                insert into workflow_call (key, webhook_id, conversation_id, workflow_id, workflow, occasion, asked_at, state, attempts,
                    next_attempt_at)
                values (@Key, @WebhookId, @ConversationId, @WorkflowId, @Workflow, @Occasion, @at, @waiting, 0, @at)
                on conflict (key) do nothing
                """,
                new
                {
                    fact.Key, fact.WebhookId, fact.ConversationId, fact.WorkflowId, fact.Workflow, fact.Occasion,
                    at = fact.At.ToUnixTimeMilliseconds(), waiting = nameof(DeliveryState.Waiting),
                }, scope.Transaction);
        }, cancel);
        _post.Ring();
    }

    // Half of the places: alerts to people wait for one call at most, also where what is called hangs.
    private const int MostCallsAtOnce = AtOnce / 2;

    private Task<IReadOnlyList<WorkflowCallRow>> ClaimCallsAsync(CancellationToken cancel) =>
        _db.WriteAsync<IReadOnlyList<WorkflowCallRow>>(
            async scope =>
            {
                // One that a crash cut off goes again: its receiver knows it by its id.
                await scope.Connection.ExecuteAsync(
                    "update workflow_call set claimed_at = null, next_attempt_at = @Now where claimed_at < @lost",
                    new { Now, lost = Now - (long)lostAfter.TotalMilliseconds }, scope.Transaction);
                return [.. await scope.Connection.QueryAsync<WorkflowCallRow>(
                    $"""
                    update workflow_call set claimed_at = @Now, next_attempt_at = null, attempts = attempts + 1
                    where next_attempt_at <= @Now and key in (
                        select key from workflow_call where next_attempt_at <= @Now order by next_attempt_at limit {MostCallsAtOnce})
                    returning {WorkflowCallRow.Columns}
                    """, new { Now }, scope.Transaction)];
            }, cancel);

    private async Task SendCallAsync(WorkflowCallRow row, CancellationToken cancel)
    {
        Outcome outcome;
        try
        {
            outcome = await TryCallAsync(row, cancel);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            _log.LogError(wrong, "The call of workflow {Workflow} for conversation {Conversation} failed", row.WorkflowId, row.ConversationId);
            outcome = new(Ended.NotArrived, "The call could not be made; the server's log tells why.");
        }
        var verdict = Retry.After(DeliveryChannel.Webhook, outcome, (int)row.Attempts, _clock.GetUtcNow());
        await _db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(
                """
                update workflow_call set state = @state, next_attempt_at = @next, claimed_at = null, done_at = @done, problem = @Problem
                where key = @Key and claimed_at is not null
                """,
                new
                {
                    row.Key, state = verdict.State.ToString(), next = verdict.NextAttemptAt?.ToUnixTimeMilliseconds(),
                    done = verdict.NextAttemptAt is null ? Now : (long?)null, outcome.Problem,
                },
                scope.Transaction), CancellationToken.None);
        if (verdict.NextAttemptAt is not null) _post.Ring();
    }

    private async Task<Outcome> TryCallAsync(WorkflowCallRow row, CancellationToken cancel)
    {
        WebhookRow? webhook;
        await using (var read = await _db.ReadAsync(cancel))
            webhook = await read.QuerySingleOrDefaultAsync<WebhookRow>(
                $"select {WebhookRow.Columns} from webhook where id = @WebhookId and active = 1", new { row.WebhookId });
        if (webhook is null) return new(Ended.Refused, "The webhook was removed or switched off; choose another one for this workflow.");
        if (await _inbox.FindAsync(row.ConversationId, Sight.Everything, cancel) is not { } talk)
            return new(Ended.Refused, "The conversation is gone.");
        var (house, now) = (await _roster.WorkspaceAsync(cancel), _clock.GetUtcNow());
        var words = Wording.In(house?.Language ?? "en");
        var link = Links.ToConversation(talk.Id);
        var message = new Message(
            row.Key, words.CallTitle(row.Workflow),
            [new(0, 0, null, AlertKind.EachMention, words.CallTitle(row.Workflow), words.CallBody(talk.Id), [], link, now, null, words.CallWhy, 1)],
            null, [], words, DateTimeZoneProviders.Tzdb.GetZoneOrNull(house?.TimeZone ?? "") ?? DateTimeZone.Utc, _options.PublicUrl);
        return await _sender.CallAsync(
            webhook, message, webhook.Format == nameof(WebhookFormat.Echolot) ? await BodyAsync(row, talk, message, now, cancel) : null, cancel);
    }

    /// <summary>What a program is told of a conversation: what it is, never what was said or by whom.</summary>
    private async Task<byte[]> BodyAsync(
        WorkflowCallRow row, Conversation talk, Message message, DateTimeOffset now, CancellationToken cancel)
    {
        var department = (await _roster.DepartmentsAsync(cancel)).Find(talk.DepartmentId);
        var labels = (await _inbox.LabelsOfAsync([talk.Id], cancel))[talk.Id].Select(l => l.Path);
        return Encoding.UTF8.GetBytes(new JsonObject
        {
            ["id"] = row.Key,
            ["type"] = "conversation",
            ["at"] = WebhookBody.Time(now),
            ["asked_at"] = WebhookBody.Time(row.AskedAt.At()),
            ["workflow"] = new JsonObject { ["id"] = Id(row.WorkflowId), ["name"] = row.Workflow },
            ["conversation"] = new JsonObject
            {
                ["id"] = Id(talk.Id),
                ["link"] = message.Address(Links.ToConversation(talk.Id))?.AbsoluteUri ?? Links.ToConversation(talk.Id),
                ["kind"] = Word(talk.Kind),
                ["connector"] = talk.Connector,
                ["state"] = Word(talk.State),
                ["priority"] = Word(talk.Priority),
                ["crisis"] = talk.Crisis,
                ["sentiment"] = Word(talk.Sentiment),
                ["language"] = talk.Language,
                ["department"] = department is null ? null : new JsonObject { ["id"] = Id(department.Id), ["path"] = department.Path },
                ["assigned"] = talk.AssigneeId is not null,
                ["labels"] = new JsonArray([.. labels.Select(l => JsonValue.Create(l))]),
                ["cause"] = talk.Cause,
                ["incident_id"] = talk.IncidentId is { } incident ? Id(incident) : null,
                ["opened_at"] = WebhookBody.Time(talk.OpenedAt),
                ["last_at"] = WebhookBody.Time(talk.LastAt),
                ["due_at"] = talk.DueAt is { } due ? WebhookBody.Time(due) : null,
                ["closed_at"] = talk.ClosedAt is { } closed ? WebhookBody.Time(closed) : null,
                ["revision"] = talk.Revision,
            },
        }.ToJsonString());

        static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);

        static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
    }
}

/// <summary>A call that a workflow asked for as it is stored; ids, and the name of the workflow.</summary>
[NotPersonal("workflow_call")]
internal sealed record WorkflowCallRow
{
    public const string Columns =
        "key, webhook_id as WebhookId, conversation_id as ConversationId, workflow_id as WorkflowId, workflow, occasion, "
        + "asked_at as AskedAt, state, attempts, problem";

    public string Key { get; init; } = "";
    public long WebhookId { get; init; }
    public long ConversationId { get; init; }
    public long WorkflowId { get; init; }
    public string Workflow { get; init; } = "";
    public string Occasion { get; init; } = "";
    public long AskedAt { get; init; }
    public string State { get; init; } = "";
    public long Attempts { get; init; }
    public string? Problem { get; init; }
    public string? Webhook { get; init; }

    public WorkflowCall ToCall() => new(
        Key, WebhookId, Webhook, WorkflowId, Occasion, AskedAt.At(), Enum.Parse<DeliveryState>(State), (int)Attempts, Problem);
}
