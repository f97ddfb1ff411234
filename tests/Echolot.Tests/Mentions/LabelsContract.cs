using Echolot.Mentions;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class LabelsOnSqlite() : LabelsContract(Engine.Sqlite);

public sealed class LabelsOnPostgres() : LabelsContract(Engine.Postgres);

public abstract partial class LabelsContract(Engine engine) : ArchiveContract(engine)
{
    [Fact]
    public async Task Renaming_changes_the_name_everywhere_and_nothing_loses_the_label()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        var label = await Archive.FreeLabelAsync("eilig", Cancel);
        await Archive.WorkAsync([id], [WorkChange.Label(label.Id)], new(7), Cancel);
        await Archive.ChangeLabelAsync(label.Id, new("dringend", Color: "pink"), Cancel);

        (await Archive.FindAsync(id, Cancel)).ShouldNotBeNull().Tags.ShouldBe(["dringend"]);
        (await ListAsync(new() { Tags = ["dringend"] })).ShouldBe(["a"]);
        (await ListAsync(new() { Tags = ["eilig"] })).ShouldBeEmpty();
        (await FacetAsync("tag")).ShouldBe(["dringend=1"]);
        (await Archive.LabelsAsync(Cancel)).ShouldHaveSingleItem().Color.ShouldBe("pink");
    }

    [Fact]
    public async Task A_category_finds_what_lies_below_it_and_shows_its_path()
    {
        var (a, b) = ((await KeepOneAsync(Keep("a", "x"))).Id, (await KeepOneAsync(Keep("b", "x", 1))).Id);
        var above = await Archive.AddLabelAsync(new("Lieferung", IsCategory: true), Cancel);
        var below = await Archive.AddLabelAsync(new("Verspätung", IsCategory: true, above.Id), Cancel);
        await Archive.WorkAsync([a], [WorkChange.Label(below.Id)], new(7), Cancel);
        await Archive.WorkAsync([b], [WorkChange.Label(above.Id)], new(7), Cancel);

        below.Path.ShouldBe("Lieferung › Verspätung");
        (await ListAsync(new() { Labels = [above.Id] })).ShouldBe(["b", "a"]);
        (await ListAsync(new() { Labels = [below.Id] })).ShouldBe(["a"]);
        (await Archive.CountAsync(new() { Labels = [above.Id] }, Cancel)).ShouldBe(2);
        (await ListAsync(new() { Search = "label:\"Lieferung › Verspätung\"" })).ShouldBe(["a"]);
        (await ListAsync(new() { Search = "-label:Verspätung" })).ShouldBe(["b"]);
        (await FacetAsync("category")).ShouldBe([$"{above.Id}=1", $"{below.Id}=1"]);
        (await FacetAsync("category", new() { Search = "x" })).ShouldBe([$"{above.Id}=1", $"{below.Id}=1"]);
        (await FacetAsync("tag")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_merged_label_is_the_other_one_from_then_on()
    {
        var (a, b) = ((await KeepOneAsync(Keep("a", "x"))).Id, (await KeepOneAsync(Keep("b", "x", 1))).Id);
        var (one, two) = (await Archive.FreeLabelAsync("eilig", Cancel), await Archive.FreeLabelAsync("dringend", Cancel));
        await Archive.WorkAsync([a, b], [WorkChange.Label(one.Id)], new(7), Cancel);
        await Archive.WorkAsync([b], [WorkChange.Label(two.Id)], new(7), Cancel);

        (await Archive.MergeLabelAsync(one.Id, two.Id, Cancel)).ShouldBeTrue();
        (await FacetAsync("tag")).ShouldBe(["dringend=2"]);
        // What a rule or a saved view still calls by the old id.
        (await ListAsync(new() { Labels = [one.Id] })).ShouldBe(["b", "a"]);
        await Archive.WorkAsync([b], [WorkChange.Label(one.Id, on: false)], new(7), Cancel);
        (await FacetAsync("tag")).ShouldBe(["dringend=1"]);
        await Should.ThrowAsync<ArgumentException>(() => Archive.MergeLabelAsync(two.Id, two.Id, Cancel));
    }

    [Fact]
    public async Task Merging_categories_merges_those_of_the_same_name_below_them()
    {
        async Task<Label> AddAsync(string name, long? above = null) =>
            await Archive.AddLabelAsync(new(name, IsCategory: true, above), Cancel);
        var (one, two) = (await AddAsync("Versand"), await AddAsync("Lieferung"));
        await AddAsync("Kosten", one.Id);
        await AddAsync("Kosten", two.Id);
        await AddAsync("Tempo", one.Id);
        await Should.ThrowAsync<ArgumentException>(() => Archive.MergeLabelAsync(
            two.Id, Archive.LabelsAsync(Cancel).Result.First(l => l.Path == "Lieferung › Kosten").Id, Cancel));

        await Archive.MergeLabelAsync(one.Id, two.Id, Cancel);
        (await Archive.LabelsAsync(Cancel)).Select(l => l.Path).ShouldBe(
            ["Lieferung", "Lieferung › Kosten", "Lieferung › Tempo"]);
    }

    [Fact]
    public async Task Names_that_are_empty_too_long_or_taken_and_places_that_make_no_tree_are_refused()
    {
        var above = await Archive.AddLabelAsync(new("Lieferung", IsCategory: true), Cancel);
        var below = await Archive.AddLabelAsync(new("Tempo", IsCategory: true, above.Id), Cancel);
        foreach (var draft in new LabelDraft[]
        {
            new(" "), new(new string('x', 61)), new("lieferung", IsCategory: true), new("x", ParentId: above.Id),
            new("x", IsCategory: true, 4711),
        })
            await Should.ThrowAsync<ArgumentException>(() => Archive.AddLabelAsync(draft, Cancel), draft.ToString());
        await Should.ThrowAsync<ArgumentException>(
            () => Archive.ChangeLabelAsync(above.Id, new("Lieferung", true, below.Id), Cancel));
        for (var level = 3; level <= Label.DeepestLevel; level++)
            below = await Archive.AddLabelAsync(new($"Stufe {level}", IsCategory: true, below.Id), Cancel);
        await Should.ThrowAsync<ArgumentException>(
            () => Archive.AddLabelAsync(new("zu tief", IsCategory: true, below.Id), Cancel));
        // What lies below a category goes with it.
        var tall = await Archive.AddLabelAsync(new("Retoure", IsCategory: true), Cancel);
        await Archive.AddLabelAsync(new("Frist", IsCategory: true, tall.Id), Cancel);
        await Should.ThrowAsync<ArgumentException>(() => Archive.MergeLabelAsync(tall.Id, below.Id, Cancel));
        await Should.ThrowAsync<ArgumentException>(
            () => Archive.ChangeLabelAsync(tall.Id, new("Retoure", true, below.ParentId), Cancel));
        (await Archive.MergeLabelAsync(tall.Id, below.ParentId!.Value, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_removed_category_comes_back_with_what_lay_below_it_and_what_it_stood_on()
    {
        var (a, b) = ((await KeepOneAsync(Keep("a", "x"))).Id, (await KeepOneAsync(Keep("b", "x", 1))).Id);
        var above = await Archive.AddLabelAsync(new("Lieferung", IsCategory: true), Cancel);
        var below = await Archive.AddLabelAsync(new("Tempo", IsCategory: true, above.Id), Cancel);
        await Archive.WorkAsync([a, b], [WorkChange.Label(below.Id)], new(7), Cancel);
        var use = (await Archive.LabelUseAsync(above.Id, Cancel)).ShouldNotBeNull();
        (use.Labels, use.Mentions).ShouldBe((2, 2));
        await Archive.RemoveLabelAsync(above.Id, Cancel);
        (await Archive.LabelUseAsync(above.Id, Cancel)).ShouldBeNull();
        var removal = (await Archive.LabelRemovalsAsync(Cancel)).ShouldHaveSingleItem();
        (removal.Path, removal.Into, removal.Labels, removal.Mentions).ShouldBe(("Lieferung", null, 2, 2));
        // Meanwhile somebody made one of this name, and one of the mentions was deleted.
        await Archive.AddLabelAsync(new("Lieferung", IsCategory: true), Cancel);
        await Db.WriteAsync(scope => Archive.ForgetAsync(scope, "push", [new("b")], "DeletedAtSource", Cancel), Cancel);

        (await RestoreAsync(removal, days: 31)).ShouldBeNull("too long ago");
        (await RestoreAsync(removal)).ShouldBe("Lieferung");
        (await Archive.LabelsAsync(Cancel)).Select(l => (l.Id, l.Path)).ShouldContain((below.Id, "Lieferung (2) › Tempo"));
        (await Archive.FindAsync(a, Cancel)).ShouldNotBeNull().Work.Labels.Select(l => l.Id).ShouldBe([below.Id]);
        (await Archive.LabelRemovalsAsync(Cancel)).ShouldBeEmpty();
        (await RestoreAsync(removal)).ShouldBeNull("once");
    }

    [Fact]
    public async Task Merged_categories_come_apart_again_as_they_were()
    {
        var ids = new List<long>();
        for (var i = 0; i < 3; i++) ids.Add((await KeepOneAsync(Keep($"m{i}", "x", i))).Id);
        async Task<Label> AddAsync(string name, long? above = null) =>
            await Archive.AddLabelAsync(new(name, IsCategory: true, above), Cancel);
        var (one, two) = (await AddAsync("Versand"), await AddAsync("Lieferung"));
        var (cost, costs) = (await AddAsync("Kosten", one.Id), await AddAsync("Kosten", two.Id));
        var pace = await AddAsync("Tempo", one.Id);
        await Archive.WorkAsync([ids[0], ids[1]], [WorkChange.Label(cost.Id)], new(7), Cancel);
        await Archive.WorkAsync([ids[1]], [WorkChange.Label(costs.Id)], new(7), Cancel);
        await Archive.WorkAsync([ids[2]], [WorkChange.Label(pace.Id)], new(7), Cancel);
        var before = await CarriedAsync();
        await Archive.MergeLabelAsync(one.Id, two.Id, Cancel);
        (await CarriedAsync()).ShouldNotBe(before);

        var removal = (await Archive.LabelRemovalsAsync(Cancel)).ShouldHaveSingleItem();
        (removal.Path, removal.Into, removal.Labels, removal.Mentions).ShouldBe(("Versand", "Lieferung", 3, 3));
        (await RestoreAsync(removal)).ShouldBe("Versand");
        (await CarriedAsync()).ShouldBe(before);

        async Task<IReadOnlyList<(string, long)>> CarriedAsync() =>
            [.. (await Archive.LabelCountsAsync(Cancel)).Select(l => (l.Label.Path, l.Count))];
    }

    [Fact]
    public async Task What_was_only_moved_by_a_merging_keeps_the_name_that_it_got_since()
    {
        var one = await Archive.AddLabelAsync(new("Versand", IsCategory: true), Cancel);
        var two = await Archive.AddLabelAsync(new("Lieferung", IsCategory: true), Cancel);
        var pace = await Archive.AddLabelAsync(new("Tempo", IsCategory: true, one.Id), Cancel);
        await Archive.MergeLabelAsync(one.Id, two.Id, Cancel);
        await Archive.ChangeLabelAsync(pace.Id, new("Dauer", IsCategory: true, two.Id), Cancel);
        await RestoreAsync((await Archive.LabelRemovalsAsync(Cancel)).ShouldHaveSingleItem());
        (await Archive.LabelsAsync(Cancel)).Select(l => l.Path).ShouldBe(["Lieferung", "Versand", "Versand › Dauer"]);
    }

    [Fact]
    public async Task Who_changes_a_label_second_is_told_what_it_is_now()
    {
        var label = await Archive.AddLabelAsync(new("Versand", IsCategory: true), Cancel);
        var mine = (await Archive.ChangeLabelAsync(label.Id, new("Lieferung", true), label.ChangedAt, Cancel))!;
        mine.ChangedAt.ShouldBeGreaterThan(label.ChangedAt);
        (await Should.ThrowAsync<LabelChangedMeanwhileException>(
            () => Archive.ChangeLabelAsync(label.Id, new("Zustellung", true), label.ChangedAt, Cancel))).Label.Name.ShouldBe("Lieferung");
        (await Archive.ChangeLabelAsync(label.Id, new("Zustellung", true), mine.ChangedAt, Cancel))!.Name.ShouldBe("Zustellung");
        (await Archive.ChangeLabelAsync(label.Id, new("Post", true), Cancel))!.Name.ShouldBe("Post");
    }

    private Task<string?> RestoreAsync(LabelRemoval removal, int days = 29) => Db.WriteAsync(
        scope => Archive.RestoreLabelAsync(scope, removal.Id, removal.At.AddDays(days).ToUnixTimeMilliseconds()), Cancel);

    [Fact]
    public async Task Removing_a_category_takes_along_what_lies_below_it()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        var above = await Archive.AddLabelAsync(new("Lieferung", IsCategory: true), Cancel);
        var below = await Archive.AddLabelAsync(new("Tempo", IsCategory: true, above.Id), Cancel);
        await Archive.WorkAsync([id], [WorkChange.Label(below.Id)], new(7), Cancel);
        (await Archive.RemoveLabelAsync(above.Id, Cancel)).ShouldBe(1);
        (await Archive.LabelsAsync(Cancel)).ShouldBeEmpty();
        (await Archive.FindAsync(id, Cancel)).ShouldNotBeNull().Work.Labels.ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentException>(
            () => Archive.WorkAsync([id], [WorkChange.Label(below.Id)], new(7), Cancel));
    }
}
