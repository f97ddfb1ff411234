using System.Globalization;
using Dapper;
using Echolot.Alerts;
using Echolot.Privacy;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Alerts;

public abstract partial class JudgingContract
{
    [Fact]
    public async Task A_firing_and_its_verdict_belong_to_the_version_of_the_alert_that_fired()
    {
        var rule = await Desk.SaveAsync(Rule() with { Name = "Sturm" }, Cancel, _person.Id);
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        var first = (await FiredAsync()).Single();
        first.Version.ShouldBe(1);
        await Desk.JudgeFiringAsync(first.Id, FiringVerdict.FalseAlarm, _person.Id, Cancel);
        // Muting is no version, and neither is saving what is stored.
        await Desk.MuteAsync(rule.Id, noon.AddHours(1), Cancel, _person.Id);
        await Desk.SaveAsync((await Desk.FindRuleAsync(rule.Id, Cancel))!, Cancel, _person.Id);
        var changed = await Desk.SaveAsync(
            (await Desk.FindRuleAsync(rule.Id, Cancel))! with { Count = 3, QuietDays = [IsoDayOfWeek.Sunday] }, Cancel, _person.Id);
        _clock.Now = noon.AddHours(3);
        for (var i = 0; i < 3; i++) await PostAsync();
        await JudgeAsync();

        (await FiredAsync()).Select(f => f.Version).Order().ShouldBe([1, 2]);
        var versions = await Desk.VersionsAsync(rule.Id, Cancel);
        versions.Select(v => (v.Version, v.ChangedBy, v.Rule.Count, v.Rule.Name, v.Firings, v.Justified, v.FalseAlarms)).ShouldBe(
            [(2, _person.Id, 3, "Sturm", 1, 0, 0), (1, _person.Id, 5, "Sturm", 1, 0, 1)]);
        versions[0].Rule.QuietDays.ShouldBe([IsoDayOfWeek.Sunday]);
        var past = await Desk.PastAsync(changed, noon.AddHours(-1), noon.AddHours(3), Cancel);
        past.Firings.Single(f => f.Verdict is not null).JudgedVersion.ShouldBe(1);
        await using var read = await Db.ReadAsync(Cancel);
        (await read.QueryAsync<string>("select detail from audit where what = 'alert.changed' order by id")).Last()
            .ShouldBe("Sturm, version 2: count, quiet_days");
    }

    [Fact]
    public async Task The_past_of_an_alert_tells_nothing_of_the_time_in_which_it_was_muted()
    {
        var rule = await SaveAsync(Rule());
        await Desk.MuteAsync(rule.Id, noon.AddHours(5), Cancel);
        _clock.Now = noon.AddHours(1);
        await Desk.MuteAsync(rule.Id, null, Cancel);
        _clock.Now = noon.AddHours(2);
        // By the API the muting is part of the alert.
        var muted = await SaveAsync((await Desk.FindRuleAsync(rule.Id, Cancel))! with { MutedUntil = noon.AddHours(3) });
        for (var i = 0; i < 5; i++) await PostAsync();
        await JudgeAsync();
        var live = (await FiredAsync()).Single();
        live.Told.ShouldBeFalse();

        (await Desk.DeliveredAsync(
            muted, [Over(noon.AddMinutes(-1)), Over(noon), Over(noon.AddMinutes(59)), Over(noon.AddHours(1)), Over(live.To), Over(noon.AddHours(3))],
            Cancel)).Select(d => d.Muted).ShouldBe([false, true, true, false, true, false]);
        (await Desk.DeliveredAsync(muted with { Kind = AlertKind.EachMention }, [Over(noon), Over(noon.AddHours(3))], Cancel))
            .ShouldBe([new(null, null, true), new(noon.AddHours(3), null)]);
        (await Desk.DeliveredAsync(muted with { Id = 0 }, [Over(noon)], Cancel)).ShouldBe([new(noon, null)], "it is no other alert's muting");
    }

    [Fact]
    public async Task Versions_forget_people_who_are_erased_and_end_with_the_alert()
    {
        var ana = await InviteAsync("ana@example.org", "Ana");
        var rule = await Desk.SaveAsync(Rule() with { AlsoPeople = [ana], EscalateTo = ana, EscalateAfter = TimeSpan.FromMinutes(5) }, Cancel, ana);
        var theirs = await Desk.SaveAsync(Rule() with { PersonId = ana }, Cancel, _person.Id);
        await Desk.SaveAsync(theirs with { PersonId = _person.Id }, Cancel, _person.Id);
        await _services.GetRequiredService<PrivacyOffice>().EraseAsync(
            new DataSubject(null, ana.ToString(CultureInfo.InvariantCulture)), _person.Id, Cancel);

        var version = (await Desk.VersionsAsync(rule.Id, Cancel)).ShouldHaveSingleItem();
        (version.ChangedBy, version.Rule.EscalateTo).ShouldBe((null, null));
        version.Rule.AlsoPeople.ShouldBeEmpty();
        (await Desk.VersionsAsync(theirs.Id, Cancel)).Select(v => v.Rule.PersonId).ShouldBe([_person.Id, 0]);
        await Desk.RemoveAsync(theirs.Id, Cancel, _person.Id);
        (await Desk.VersionsAsync(theirs.Id, Cancel)).ShouldBeEmpty();
    }
}
