using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Intake.Posts;

namespace Echolot.Tests.Intake;

public sealed class ExclusionsOnSqlite() : ExclusionsContract(Engine.Sqlite);

public sealed class ExclusionsOnPostgres() : ExclusionsContract(Engine.Postgres);

/// <summary>Never collected is stopped at the gate; hidden is kept and put aside.</summary>
public abstract class ExclusionsContract(Engine engine) : DatabaseContract(engine)
{
    private Household _household = null!;
    private SourceConfig _source = null!;

    private Archive Archive => _household.Get<Archive>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _household = new Household(Db);
        _source = await _household.AddSourceAsync("a");
        await _household.AddMonitorAsync("fjellrev");
        await _household.OpenGateAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await _household.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task An_author_who_is_never_collected_is_stopped_at_the_gate_and_what_was_stored_stays()
    {
        (await TakeAsync(Said("1", "fjellrev eins"))).ShouldBe(TakenAs.Kept);
        await Archive.ExcludeAsync(new(ExclusionKind.Author, ExclusionMode.Never, "scripted", "frida"), 1, Cancel);
        (await TakeAsync(Said("2", "fjellrev zwei"))).ShouldBe(TakenAs.NotWanted);
        (await TakeAsync(Said("1", "fjellrev anders", revision: "2"))).ShouldBe(TakenAs.NotWanted);
        (await TakeAsync(Said("3", "fjellrev drei", author: "kim"))).ShouldBe(TakenAs.Kept);
        (await TextsAsync(new())).ShouldBe(["fjellrev drei", "fjellrev eins"], ignoreOrder: true);

        var exclusion = (await Archive.ExclusionsAsync(Cancel)).ShouldHaveSingleItem();
        await Archive.IncludeAsync(exclusion.Id, Cancel);
        (await TakeAsync(Said("4", "fjellrev vier"))).ShouldBe(TakenAs.Kept);
    }

    [Fact]
    public async Task A_hidden_author_is_kept_in_no_list_and_found_among_the_hidden()
    {
        await Archive.ExcludeAsync(new(ExclusionKind.Author, ExclusionMode.Hide, "scripted", "frida"), 1, Cancel);
        (await TakeAsync(Said("1", "fjellrev eins"))).ShouldBe(TakenAs.Kept);
        (await TextsAsync(new())).ShouldBeEmpty();
        (await TextsAsync(new() { Hidden = true })).ShouldBe(["fjellrev eins"]);
    }

    [Theory]
    [InlineData("blog.example", "https://blog.example/1", true)]
    [InlineData("https://WWW.Blog.example/page", "https://m.blog.example/1", true)]
    [InlineData("blog.example", "https://www.blog.example/1", true)]
    [InlineData("blog.example", "https://myblog.example/1", false)]
    [InlineData("blog.example", "https://example/1", false)]
    public async Task A_site_is_left_out_with_everything_below_it_and_nothing_beside_it(
        string site, string address, bool excluded)
    {
        await Archive.ExcludeAsync(new(ExclusionKind.Site, ExclusionMode.Never, null, site), 1, Cancel);
        var said = Said("1", "fjellrev");
        (await TakeAsync(said with { Mention = said.Mention with { Url = new Uri(address) } }))
            .ShouldBe(excluded ? TakenAs.NotWanted : TakenAs.Kept);
    }

    [Fact]
    public async Task The_same_entry_again_changes_its_mode_and_what_is_no_author_or_site_is_refused()
    {
        await Archive.ExcludeAsync(new(ExclusionKind.Site, ExclusionMode.Hide, null, "blog.example"), 1, Cancel);
        await Archive.ExcludeAsync(new(ExclusionKind.Site, ExclusionMode.Never, null, "blog.example"), 1, Cancel);
        (await Archive.ExclusionsAsync(Cancel)).ShouldHaveSingleItem().Mode.ShouldBe(ExclusionMode.Never);
        foreach (var draft in new ExclusionDraft[]
        {
            new(ExclusionKind.Site, ExclusionMode.Hide, null, ""), new(ExclusionKind.Site, ExclusionMode.Hide, null, "kein host"),
            new(ExclusionKind.Site, ExclusionMode.Hide, null, "localhost"),
            new(ExclusionKind.Author, ExclusionMode.Hide, null, "frida"),
        })
            await Should.ThrowAsync<ArgumentException>(() => Archive.ExcludeAsync(draft, 1, Cancel), draft.ToString());
    }

    private async Task<TakenAs> TakeAsync(SourceEvent happened) =>
        (await _household.Gate.TakeAsync(_source, [happened], Cancel)).Single().As;

    private async Task<IReadOnlyList<string>> TextsAsync(MentionFilter filter) =>
        [.. (await Archive.ListAsync(filter, null, 100, Cancel)).Items.Select(m => m.Text)];
}
