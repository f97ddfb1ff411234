using System.Globalization;
using Dapper;
using Echolot.Alerts;
using Echolot.Privacy;
using Echolot.Sources;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

/// <summary>Who changes alerts, and that nobody writes over it.</summary>
public abstract partial class JudgingContract
{
    [Fact]
    public async Task Nobody_writes_over_what_somebody_else_saved_of_an_alert_meanwhile()
    {
        var rule = await SaveAsync(Rule());
        var theirs = await Desk.SaveAsync(rule with { Count = 9 }, Cancel, _person.Id, rule.ChangedAt);
        theirs.ChangedAt.ShouldBeGreaterThan(rule.ChangedAt);
        (await Should.ThrowAsync<AlertException>(() => Desk.SaveAsync(rule with { Name = "Sturm" }, Cancel, _person.Id, rule.ChangedAt)))
            .Why.ShouldBe(AlertRefusal.ChangedMeanwhile);
        (await Desk.FindRuleAsync(rule.Id, Cancel))!.Count.ShouldBe(9);
        (await Desk.SaveAsync(theirs with { Name = "Sturm" }, Cancel, _person.Id, theirs.ChangedAt)).Count.ShouldBe(9);
    }

    [Fact]
    public async Task Of_people_who_save_an_alert_at_the_same_moment_one_does_and_the_others_are_told()
    {
        var rule = await SaveAsync(Rule());
        for (var round = 0; round < 5; round++)
        {
            var saved = await Task.WhenAll(Enumerable.Range(0, 4).Select(async i =>
            {
                try
                {
                    return await Desk.SaveAsync(rule with { Count = 10 + i }, Cancel, _person.Id, rule.ChangedAt);
                }
                catch (AlertException refused) when (refused.Why is AlertRefusal.ChangedMeanwhile)
                {
                    return null;
                }
            }));
            var one = saved.OfType<AlertRule>().ShouldHaveSingleItem();
            rule = (await Desk.FindRuleAsync(rule.Id, Cancel))!;
            (rule.Count, rule.ChangedAt).ShouldBe((one.Count, one.ChangedAt));
        }
    }

    [Fact]
    public async Task A_muting_is_not_taken_back_by_somebody_who_has_not_seen_it()
    {
        var rule = await SaveAsync(Rule());
        await Desk.MuteAsync(rule.Id, noon.AddHours(1), Cancel, _person.Id);
        (await Should.ThrowAsync<AlertException>(() => Desk.SaveAsync(rule with { Count = 9 }, Cancel, _person.Id, rule.ChangedAt)))
            .Why.ShouldBe(AlertRefusal.ChangedMeanwhile);
        (await Desk.SaveAsync(rule with { Count = 9 }, Cancel, _person.Id, mutes: false)).MutedUntil.ShouldBe(noon.AddHours(1));
        await Desk.SaveAsync((await Desk.FindRuleAsync(rule.Id, Cancel))! with { MutedUntil = null }, Cancel, _person.Id);
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<string>("select what from audit where what like 'alert.%muted' order by id")).ShouldBe(
            ["alert.muted", "alert.unmuted"]);
    }

    [Fact]
    public async Task Whatever_people_do_with_an_alert_stands_in_the_audit_log()
    {
        var ana = await InviteAsync("ana@example.org", "Ana");
        var rule = await Desk.SaveAsync(Rule() with { Name = "Sturm" }, Cancel, _person.Id);
        await Desk.SaveAsync(rule with { PersonId = ana }, Cancel, _person.Id);
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        var firing = (await FiredAsync()).Single().Id;
        await Desk.AcknowledgeAsync(firing, ana, Cancel);
        await Desk.AcknowledgeAsync(firing, _person.Id, Cancel);
        await Desk.JudgeFiringAsync(firing, FiringVerdict.FalseAlarm, ana, Cancel);
        await Desk.MuteAsync(rule.Id, noon.AddHours(1), Cancel, ana);
        (await Desk.FindRuleAsync(rule.Id, Cancel))!.MutedBy.ShouldBe(ana);
        await Desk.SaveAsync((await Desk.FindRuleAsync(rule.Id, Cancel))! with { Count = 6 }, Cancel, _person.Id);
        (await Desk.FindRuleAsync(rule.Id, Cancel))!.MutedBy.ShouldBe(ana, "whoever saves does not mute");
        await _services.GetRequiredService<PrivacyOffice>().EraseAsync(
            new DataSubject(null, ana.ToString(CultureInfo.InvariantCulture)), _person.Id, Cancel);
        (await Desk.FindRuleAsync(rule.Id, Cancel)).ShouldBeNull("it was Ana's");
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.QueryAsync<(string, string)>(
            "select what, detail from audit where what like 'alert.%' or what like 'firing.%' order by id")).ShouldBe(
        [
            ("alert.added", "Sturm"), ("alert.changed", "Sturm, version 2: person_id"), ("alert.handed", $"Sturm, person:{ana}"),
            ("firing.acknowledged", $"alert:{rule.Id}"), ("firing.judged", $"alert:{rule.Id}, FalseAlarm"),
            ("alert.muted", "Sturm, until 2026-03-02 13:00 UTC"), ("alert.changed", "Sturm, version 3: count"),
        ]);
    }

    [Fact]
    public async Task An_alert_on_the_silence_of_a_source_ends_with_it()
    {
        var rule = await SaveAsync(Rule() with
        {
            Kind = AlertKind.Silence, MonitorId = null, SourceId = 7, Window = TimeSpan.FromHours(2), Count = 0,
        });
        await Desk.DropOfSourceAsync(new SourceChanged(7, false), Cancel);
        (await Desk.FindRuleAsync(rule.Id, Cancel)).ShouldNotBeNull("it was only paused");
        await Desk.DropOfSourceAsync(new SourceChanged(7, true), Cancel);
        (await Desk.FindRuleAsync(rule.Id, Cancel)).ShouldBeNull();
        await using var connection = await Db.ReadAsync(Cancel);
        (await connection.ExecuteScalarAsync<string>("select detail from audit where what = 'alert.removed'")).ShouldBe("Silence, source:7");
    }
}
