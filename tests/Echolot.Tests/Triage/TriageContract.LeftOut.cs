using Dapper;
using Echolot.Mentions;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Triage;

public abstract partial class TriageContract
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hidden_site_is_hidden_with_everything_below_it_and_shown_again_but_for_what_others_put_aside(bool never)
    {
        var kept = await KeepAsync(
            At("own", "example.com", 1), At("www", "www.example.com", 2), At("below", "m.blog.example.com", 3),
            At("alike", "notexample.com", 4), At("person", "m.example.com", 5), At("above", "com", 6));
        await Archive.WorkAsync([kept[4].Id], [WorkChange.Hide(true)], new(Mira), Cancel);
        var entry = await LeaveOutAsync("example.com");
        (await ListAsync()).ShouldBe(["above", "alike"]);
        // What comes in meanwhile is put aside by the gate; a rule put another one aside.
        kept = await KeepAsync(At("late", "x.example.com", 7) with { PutAside = true }, At("rule", "example.com", 8));
        await Archive.WorkAsync([kept[1].Id], [WorkChange.Hide(true)], new(null, 3), Cancel);
        if (never) await Desk.ExcludeAsync(new(ExclusionKind.Site, ExclusionMode.Never, null, "example.com"), Mira, Cancel);
        await TakeInAsync(entry);
        (await ListAsync()).ShouldBe(["late", "above", "alike", "below", "www", "own"]);
        (await ListAsync(new() { Hidden = true })).ShouldBe(["rule", "person"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_two_entries_hide_is_shown_once_both_are_taken_out(bool firstOut)
    {
        await KeepAsync(At("both", "m.example.com", 1), At("first", "example.com", 2));
        var first = await LeaveOutAsync("example.com");
        var second = await LeaveOutAsync("m.example.com");
        await KeepAsync(At("late", "m.example.com", 3) with { PutAside = true });

        await TakeInAsync(firstOut ? first : second);
        (await ListAsync()).ShouldBe(firstOut ? ["first"] : []);
        await TakeInAsync(firstOut ? second : first);
        (await ListAsync()).ShouldBe(["late", "first", "both"]);
    }

    [Fact]
    public async Task What_an_author_and_their_site_hide_is_shown_once_both_are_taken_out()
    {
        var kept = await KeepAsync(At("a", "example.com", 1), At("b", "elsewhere.example", 2));
        var stored = (await Archive.FindAsync(kept[0].Id, Cancel)).ShouldNotBeNull();
        var site = await LeaveOutAsync("example.com");
        var author = await Desk.ExcludeAsync(
            new(ExclusionKind.Author, ExclusionMode.Hide, stored.Connector, stored.AuthorId), Mira, Cancel);
        await WorkOffAsync();
        (await ListAsync()).ShouldBeEmpty();
        await TakeInAsync(site);
        (await ListAsync()).ShouldBeEmpty();
        await TakeInAsync(author);
        (await ListAsync()).ShouldBe(["b", "a"]);
    }

    [Fact]
    public async Task What_somebody_showed_and_hid_again_is_hidden_by_them_and_an_entry_that_never_hid_shows_nothing()
    {
        var kept = await KeepAsync(At("a", "m.example.com", 1), At("b", "m.example.com", 2));
        var entry = await LeaveOutAsync("example.com");
        await Archive.WorkAsync([kept[0].Id], [WorkChange.Hide(false)], new(Mira), Cancel);
        await Archive.WorkAsync([kept[0].Id], [WorkChange.Hide(true)], new(Mira), Cancel);
        ExclusionDraft never = new(ExclusionKind.Site, ExclusionMode.Never, null, "m.example.com");
        await TakeInAsync(await Desk.ExcludeAsync(never, Mira, Cancel));
        (await ListAsync()).ShouldBeEmpty();
        await Desk.ExcludeAsync(never, Mira, Cancel);
        await TakeInAsync(entry);
        (await ListAsync()).ShouldBe(["b"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_earlier_version_hid_is_shown_again_as_well(bool runsAreGone)
    {
        var kept = await KeepAsync(At("own", "example.com", 1), At("www", "www.example.com", 2), At("person", "example.com", 3));
        await Archive.WorkAsync([kept[2].Id], [WorkChange.Hide(true)], new(Mira), Cancel);
        var entry = await LeaveOutAsync("example.com");
        // That version kept no mark of the entry, and runs go after 90 days.
        await WriteAsync("update run set exclusion_id = null");
        await WriteAsync("update mention_history set exclusion_id = null");
        if (runsAreGone) await WriteAsync("delete from run");
        await WriteAsync(Migrations.Shipped(Engine).Single(m => m.Name == "hidden_before").Sql);
        await TakeInAsync(entry);
        (await ListAsync()).ShouldBe(["www", "own"]);

        Task WriteAsync(string sql) => Db.WriteAsync(
            scope => scope.Connection.ExecuteAsync(sql, transaction: scope.Transaction), Cancel);
    }

    private static Keep At(string id, string host, int minutes) =>
        Keep(Mention(id, "Wort", TimeSpan.FromMinutes(minutes)) with { Url = new Uri($"https://{host}/{id}") });

    private async Task<Exclusion> LeaveOutAsync(string site)
    {
        var entry = await Desk.ExcludeAsync(new(ExclusionKind.Site, ExclusionMode.Hide, null, site), Mira, Cancel);
        await WorkOffAsync();
        return entry;
    }

    private async Task TakeInAsync(Exclusion entry)
    {
        (await Desk.IncludeAsync(entry.Id, Mira, Cancel)).ShouldBeTrue();
        await WorkOffAsync();
    }
}
