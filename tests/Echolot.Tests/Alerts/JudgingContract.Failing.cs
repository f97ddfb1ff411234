using Dapper;
using Echolot.Alerts;
using Echolot.Conversations;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

/// <summary>An alert at which something fails, and the others beside it.</summary>
public abstract partial class JudgingContract
{
    [Fact]
    public async Task An_alert_that_fails_holds_up_neither_others_nor_whom_they_call_nor_crises_and_is_judged_later()
    {
        var ana = await InviteAsync("ana@example.org", "Ana");
        var other = await MonitorAsync("Versand");
        var broken = await SaveAsync(Rule());
        var sound = await SaveAsync(
            Rule() with { MonitorId = other, EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(5), Crisis = 1 });
        await JudgeAsync();
        await BreakAsync(broken);
        _clock.Now = noon.AddHours(2);
        for (var i = 0; i < 5; i++) await PostAsync(published: noon.AddMinutes(100), monitors: [_monitor, other]);
        await JudgeAsync();
        (await FiredAsync()).ShouldHaveSingleItem().RuleId.ShouldBe(sound.Id);
        (await _services.GetRequiredService<Inbox>().CrisesAsync(Cancel)).ShouldHaveSingleItem().AlertId.ShouldBe(sound.Id);
        _clock.Now = noon.AddHours(2).AddMinutes(6);
        await JudgeAsync();
        (await BellAsync(ana)).ShouldHaveSingleItem().Title.ShouldStartWith("Unbestätigt: ");

        await MendAsync(broken);
        _clock.Now = noon.AddHours(2).AddMinutes(7);
        await JudgeAsync();
        (await FiredAsync()).Single(f => f.RuleId == broken.Id).To.ShouldBe(noon.AddMinutes(101));
    }

    [Fact]
    public async Task Where_gaps_cannot_be_read_whoever_waits_is_called_and_judging_goes_on_later()
    {
        var ana = await InviteAsync("ana@example.org", "Ana");
        await SaveAsync(Rule() with { EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(5) });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        var other = await SaveAsync(Rule() with { Count = 10 });
        await RenameAsync("source_gap", "source_gap_away");
        for (var i = 0; i < 5; i++) await PostAsync();
        _clock.Now = noon.AddMinutes(6);
        (await Desk.JudgeRoundAsync(Cancel)).ShouldBe(noon.AddMinutes(6).AddSeconds(1));
        (await BellAsync(ana)).ShouldHaveSingleItem();
        (await FiredAsync()).ShouldNotContain(f => f.RuleId == other.Id);

        await RenameAsync("source_gap_away", "source_gap");
        _clock.Now = noon.AddMinutes(7);
        await JudgeAsync();
        (await FiredAsync()).ShouldContain(f => f.RuleId == other.Id);

        Task RenameAsync(string from, string to) => Db.WriteAsync(
            s => s.Connection.ExecuteAsync($"alter table {from} rename to {to}", transaction: s.Transaction), Cancel);
    }

    [Fact]
    public async Task A_crisis_does_not_end_because_its_alert_fails()
    {
        var inbox = _services.GetRequiredService<Inbox>();
        var rule = await SaveAsync(Rule() with { Crisis = 1 });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        await BreakAsync(rule);
        _clock.Now = noon.AddMinutes(5);
        await JudgeAsync();
        (await inbox.CrisesAsync(Cancel)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_alert_that_fails_keeps_what_it_heard_and_the_others_are_told()
    {
        var broken = await SaveAsync(Rule() with { Kind = AlertKind.EachMention, Name = "A" });
        await SaveAsync(Rule() with { Kind = AlertKind.EachMention, Name = "B" });
        await BreakAsync(broken);
        await PostAsync();
        (await BellAsync()).ShouldHaveSingleItem().Title.ShouldBe("Neue Erwähnung: B");
        _clock.Now = noon.AddSeconds(5);
        (await Desk.RoundAsync(Cancel)).ShouldBe(noon.AddSeconds(6));
        await MendAsync(broken);
        _clock.Now = noon.AddSeconds(10);
        await Desk.RoundAsync(Cancel);
        (await BellAsync()).Select(n => n.Title).ShouldBe(["Neue Erwähnung: A", "Neue Erwähnung: B"]);
    }

    [Fact]
    public async Task A_window_that_something_came_late_for_is_judged_also_after_a_crash()
    {
        await SaveAsync(Rule());
        _clock.Now = noon.AddHours(2);
        await JudgeAsync();
        for (var i = 0; i < 5; i++) await PostAsync(published: noon.AddMinutes(60));
        // Nobody says goodbye to a process that is killed, and what it was told is not told again.
        _services = Start();
        await JudgeAsync();
        (await FiredAsync()).ShouldHaveSingleItem().To.ShouldBe(noon.AddMinutes(61));
    }

    /// <summary>A row that a newer version wrote, which this one cannot read.</summary>
    private Task BreakAsync(AlertRule rule) => Db.WriteAsync(
        s => s.Connection.ExecuteAsync("update alert_rule set sensitivity = 'Unheard' where id = @Id", new { rule.Id }, s.Transaction),
        Cancel);

    private Task MendAsync(AlertRule rule) => Db.WriteAsync(
        s => s.Connection.ExecuteAsync("update alert_rule set sensitivity = 'Own' where id = @Id", new { rule.Id }, s.Transaction),
        Cancel);
}
