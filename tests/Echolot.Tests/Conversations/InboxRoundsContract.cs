using System.Text.Json;
using Dapper;
using Echolot.Conversations;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Conversations;

public sealed class InboxRoundsOnSqlite() : InboxRoundsContract(Engine.Sqlite);

public sealed class InboxRoundsOnPostgres() : InboxRoundsContract(Engine.Postgres);

/// <summary>What the inbox does by itself, as the host runs it: when it is time, and also past a row that cannot be written.</summary>
public abstract class InboxRoundsContract(Engine engine) : CareDeskContract(engine)
{
    [Fact]
    public async Task What_nobody_approved_in_time_goes_on_behind_one_that_cannot()
    {
        var trainee = new Sight(await JoinAsync("Tom", Role.Trainee), null);
        var (bad, good) = (await AskAsync("Paket weg!", "kim"), await AskAsync("Jacke weg!", "lou"));
        await BreakAsync("update", "approval", $"old.id = {bad}");
        Clock.Now += TimeSpan.FromHours(2);
        await UntilAsync(async () => (await Inbox.ApprovalAsync(good, Sight.Everything, Cancel))!.DueAt is null);
        (await Inbox.ApprovalAsync(bad, Sight.Everything, Cancel))!.DueAt.ShouldNotBeNull();

        async Task<long> AskAsync(string text, string author)
        {
            Clock.Now += TimeSpan.FromSeconds(1);
            return (await Inbox.SendReplyAsync(await SayAsync(text, author), new(Leg.Public, "Wir sehen nach."), trainee, Cancel))
                .ApprovalId.ShouldNotBeNull();
        }
    }

    [Fact]
    public async Task Somebody_outside_is_reminded_behind_one_who_cannot()
    {
        var incident = await IncidentAsync("Zip klemmt", "kim");
        var (bad, good) = (await AskAsync("Einkauf"), await AskAsync("Qualität"));
        await BreakAsync("update", "enquiry", $"old.id = {bad}");
        Clock.Now += TimeSpan.FromDays(3);
        await UntilAsync(() => RemindedAsync(good));
        (await RemindedAsync(bad)).ShouldBeFalse();

        Task<long> AskAsync(string name)
        {
            Clock.Now += TimeSpan.FromSeconds(1);
            return Inbox.AskOutsideAsync(
                incident, new(name, $"{name}@lieferant.example", "de", "Woran liegt es?", 4), new(Mira, null), Cancel);
        }

        async Task<bool> RemindedAsync(long enquiry) => (await Inbox.EnquiriesAsync(incident, Sight.Everything, Cancel))
            .Single(e => e.Id == enquiry).Steps.Any(s => s.Kind is EnquiryStepKind.Reminded);
    }

    [Fact]
    public async Task What_a_server_that_stopped_had_begun_to_take_back_is_taken_back_behind_one_that_cannot()
    {
        var (bad, good) = (await IncidentAsync("Zip klemmt", "kim"), await IncidentAsync("Naht offen", "lou"));
        await BreakAsync("delete", "incident", $"old.id = {bad}");
        await WriteAsync("update incident set undone_at = 1");
        await UntilAsync(async () => await CountAsync($"incident where id = {good}") == 0);
        (await CountAsync($"incident where id = {bad}")).ShouldBe(1);
        (await CountAsync($"conversation where incident_id = {good}")).ShouldBe(0);
    }

    [Fact]
    public async Task Whoever_was_handed_something_hears_it_behind_one_who_cannot()
    {
        await BreakAsync("delete", "handed", $"old.person_id = {Ida}");
        var eyes = new Sight(Mira, null);
        await Inbox.AssignAsync(await SayAsync("Paket weg!", "kim"), Ida, eyes, Cancel);
        Clock.Now += TimeSpan.FromSeconds(1);
        await Inbox.AssignAsync(await SayAsync("Jacke weg!", "lou"), Jonas, eyes, Cancel);
        Clock.Now += TimeSpan.FromSeconds(5);
        await UntilAsync(async () => (await ToldAsync()).Count > 0);
        (await ToldAsync()).ShouldBe([Jonas]);
        (await CountAsync("handed")).ShouldBe(1);

        async Task<IReadOnlyList<long>> ToldAsync()
        {
            await using var connection = await Db.ReadAsync(Cancel);
            return [.. (await connection.QueryAsync<string>(
                "select json from outbox where type = @type order by seq", new { type = typeof(ConversationsHanded).FullName }))
                .Select(json => JsonSerializer.Deserialize<ConversationsHanded>(json, JsonSerializerOptions.Web)!.PersonId)];
        }
    }

    internal override Func<CancellationToken, Task> Begin()
    {
        var rounds = new InboxRounds(Inbox, House.Get<OpinionDesk>(), House.Get<Presence>(), new HurriedClock(), NullLogger<InboxRounds>.Instance);
        return async cancel =>
        {
            await rounds.StartAsync(cancel);
            await rounds.ExecuteTask!;
            rounds.Dispose();
        };
    }

    private async Task<long> IncidentAsync(string said, string author)
    {
        var incident = await Inbox.SaveIncidentAsync(null, new(said, null, ""), new(Mira, null), Cancel);
        await Inbox.SetIncidentAsync(await SayAsync(said, author), incident, Sight.Everything, Cancel);
        return incident;
    }

    /// <summary>The database refuses to write some rows of a table.</summary>
    private Task BreakAsync(string verb, string table, string which) => WriteAsync(Db.Engine is Engine.Sqlite
        ? $"create trigger broken before {verb} on {table} when {which} begin select raise(abort, 'broken'); end"
        : $"""
        create function broken() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
        create trigger broken before {verb} on {table} for each row when ({which}) execute function broken()
        """);

    private Task WriteAsync(string sql) => Db.WriteAsync(scope => scope.Connection.ExecuteAsync(sql, transaction: scope.Transaction), Cancel);

    private async Task<long> CountAsync(string what)
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>("select count(*) from " + what);
    }

    /// <summary>A round of five seconds takes a twentieth of one.</summary>
    private sealed class HurriedClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime / 100, period / 100);
    }
}
