using System.Text;
using System.Text.Json;
using Echolot.Alerts;
using Echolot.Conversations;
using Echolot.Network;
using Echolot.Storage;
using Echolot.Tests.Alerts;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations.Workflows;

public sealed class WorkflowCallsOnSqlite() : WorkflowCallsContract(Engine.Sqlite);

public sealed class WorkflowCallsOnPostgres() : WorkflowCallsContract(Engine.Postgres);

/// <summary>Webhooks that workflows call, with a real receiver.</summary>
public abstract class WorkflowCallsContract(Engine engine) : CareDeskContract(engine)
{
    private readonly Receiver _receiver = new();
    private readonly OpenHttp _http = new();

    private AlertDesk Desk => House.Get<AlertDesk>();

    internal override void Add(IServiceCollection services) => services.AddSingleton<IGuardedHttp>(_http);

    internal override Func<CancellationToken, Task> Begin()
    {
        Desk.Listen();
        return base.Begin();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _receiver.DisposeAsync();
        _http.Dispose();
    }

    [Fact]
    public async Task A_webhook_is_called_until_it_takes_it_under_one_id_and_learns_no_words_and_no_names()
    {
        var (hook, secret) = await HookAsync();
        var legal = await DepartmentAsync("Recht");
        await SaveAsync(
            "Drohung", WorkflowTrigger.Opened, new() { Query = "anwalt" }, new(WorkflowActionKind.Department, legal),
            new(WorkflowActionKind.Webhook, hook));
        _receiver.Answers.Enqueue(500);
        var talk = await SayAsync("Ich, Kim Muster, gehe zum Anwalt!", "kimmuster");
        await AskedAsync(talk, 1);
        await Desk.SendDueAsync(Cancel);
        (await CallAsync(talk)).ShouldSatisfyAllConditions(
            c => (c.State, c.Attempts).ShouldBe((DeliveryState.Waiting, 1)), c => c.Problem!.ShouldContain("500"), c => c.Webhook.ShouldBe("CRM"));
        Clock.Now += TimeSpan.FromSeconds(11);
        await Desk.SendDueAsync(Cancel);
        (await CallAsync(talk)).ShouldSatisfyAllConditions(c => c.State.ShouldBe(DeliveryState.Sent), c => c.Problem.ShouldBeNull());

        var calls = _receiver.Calls.ToList();
        calls.Select(c => c.Delivery).Distinct().ShouldBe([(await CallAsync(talk)).Key]);
        calls.Count.ShouldBe(2);
        calls[1].Signature.ShouldBe(Call.Sign(secret, calls[1].Body, Clock.Now));
        calls[1].Headers["Idempotency-Key"].ShouldBe(calls[1].Delivery);
        var text = Encoding.UTF8.GetString(calls[1].Body);
        foreach (var said in new[] { "Kim", "kim", "Anwalt", "Mira" }) text.ShouldNotContain(said, Case.Sensitive);
        var body = JsonDocument.Parse(text).RootElement;
        (body.GetProperty("type").GetString(), body.GetProperty("id").GetString()).ShouldBe(("conversation", calls[1].Delivery));
        body.GetProperty("workflow").GetProperty("name").GetString().ShouldBe("Drohung");
        var told = body.GetProperty("conversation");
        told.GetProperty("id").GetString().ShouldBe($"{talk}");
        told.GetProperty("department").GetProperty("path").GetString().ShouldBe("Recht");
        (told.GetProperty("state").GetString(), told.GetProperty("assigned").GetBoolean()).ShouldBe(("new", false));

        // The trace has it at what the workflow looked at; told twice, it is called once.
        var tried = (await Inbox.TriesAsync(talk, Sight.Everything, 9, Cancel)).Single();
        (await CallAsync(talk)).Occasion.ShouldBe(tried.Occasion);
        var made = await CallAsync(talk);
        await Desk.CallAskedAsync(new(made.Key, hook, talk, made.WorkflowId, "Drohung", made.Occasion, Clock.Now), Cancel);
        await Desk.SendDueAsync(Cancel);
        _receiver.Calls.Count.ShouldBe(2);

        // One that a crash cut off goes again under its id; what is gone is said.
        var other = made with { Key = "workflow-cut-off" };
        await Desk.CallAskedAsync(new(other.Key, hook, talk, made.WorkflowId, "Drohung", "r9", Clock.Now), Cancel);
        await Db.WriteAsync(async scope =>
        {
            using var command = scope.Connection.CreateCommand();
            (command.Transaction, command.CommandText) = (
                scope.Transaction, $"update workflow_call set claimed_at = {Clock.Now.ToUnixTimeMilliseconds()}, next_attempt_at = null where key = '{other.Key}'");
            await command.ExecuteNonQueryAsync(Cancel);
        }, Cancel);
        await Desk.SendDueAsync(Cancel);
        _receiver.Calls.Count.ShouldBe(2);
        Clock.Now += TimeSpan.FromMinutes(4);
        await Desk.SendDueAsync(Cancel);
        _receiver.Calls.Last().Delivery.ShouldBe(other.Key);
        await Desk.RemoveWebhookAsync(hook, Cancel);
        var late = await SayAsync("Mein Anwalt schreibt Ihnen", "lou");
        await AskedAsync(late, 1);
        await Desk.SendDueAsync(Cancel);
        (await CallAsync(late)).ShouldSatisfyAllConditions(
            c => c.State.ShouldBe(DeliveryState.Failed), c => c.Problem!.ShouldContain("removed or switched off"), c => c.Webhook.ShouldBeNull());
        _receiver.Calls.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_dry_run_tells_of_calls_and_makes_none_and_a_circle_calls_no_more_than_workflows_may_hold()
    {
        var (hook, _) = await HookAsync();
        var talk = await SayAsync("Hallo", "kim");
        var draft = new WorkflowDraft(
            "Ruft", WorkflowTrigger.Opened, new(), [new(WorkflowActionKind.Webhook, hook), new(WorkflowActionKind.Priority, 3)]);
        var dry = await Inbox.DryRunAsync(null, draft, Morning.AddDays(-1), Sight.Everything, Cancel);
        (dry.Held, dry.Calls).ShouldBe((1, 1));
        await Desk.SendDueAsync(Cancel);
        (await Desk.CallsAsync(talk, Cancel)).ShouldBeEmpty();
        _receiver.Calls.ShouldBeEmpty();

        await SaveAsync(
            "Hin", WorkflowTrigger.StateChanged, new() { States = [ConversationState.Open] }, new(WorkflowActionKind.Webhook, hook),
            new(WorkflowActionKind.State, (long)ConversationState.WaitingInternally));
        await SaveAsync(
            "Her", WorkflowTrigger.StateChanged, new() { States = [ConversationState.WaitingInternally] }, new(WorkflowActionKind.Webhook, hook),
            new(WorkflowActionKind.State, (long)ConversationState.Open));
        await Inbox.EnterAsync(talk, ConversationState.Open, null, null, Sight.Everything, Cancel);
        await UntilAsync(async () => (await ThreadAsync(talk)).Events.Any(e => e.Kind is ConversationEventKind.WorkflowsLimited));
        await AskedAsync(talk, Inbox.MostHeldAnHour);
        await Desk.SendDueAsync(Cancel);
        _receiver.Calls.Select(c => c.Delivery).Distinct().Count().ShouldBe(Inbox.MostHeldAnHour);
    }

    private async Task<(long Id, string Secret)> HookAsync()
    {
        var (hook, secret) = await Desk.SaveAsync(new Webhook(0, "CRM", _receiver.Url, WebhookFormat.Echolot, true, default), Cancel);
        return (hook.Id, secret!);
    }

    private Task AskedAsync(long talk, int calls) => UntilAsync(async () => (await Desk.CallsAsync(talk, Cancel)).Count == calls);

    private async Task<WorkflowCall> CallAsync(long talk) =>
        (await Desk.CallsAsync(talk, Cancel)).Single(c => c.Key.StartsWith($"workflow-{talk}-", StringComparison.Ordinal));

    private async Task SaveAsync(string name, WorkflowTrigger trigger, WorkflowCondition condition, params WorkflowAction[] actions) =>
        await Inbox.SaveWorkflowAsync(null, new(name, trigger, condition, actions), Mira, Cancel);
}
