using Dapper;
using Echolot.Mentions;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public abstract partial class LabelsContract
{
    [Fact]
    public async Task Taking_a_merging_back_never_puts_a_category_below_itself()
    {
        var above = await CategoryAsync("P");
        var merged = await CategoryAsync("A", above.Id);
        var moved = await CategoryAsync("T", merged.Id);
        var into = await CategoryAsync("B");
        await Archive.MergeLabelAsync(merged.Id, into.Id, Cancel);
        await Archive.ChangeLabelAsync(above.Id, new("P", IsCategory: true, moved.Id), Cancel);
        (await PathsAsync()).ShouldBe(["B", "B › T", "B › T › P"]);

        await RestoreAsync(await LastAsync());
        (await PathsAsync()).ShouldBe(["A", "A › T", "A › T › P", "B"]);
    }

    [Fact]
    public async Task Categories_that_lie_below_each_other_stand_on_top()
    {
        var one = await CategoryAsync("A");
        var two = await CategoryAsync("B", one.Id);
        await CategoryAsync("C", two.Id);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync(
            "update label set parent_id = @below where id = @id", new { below = two.Id, id = one.Id }, scope.Transaction), Cancel);

        (await PathsAsync()).ShouldBe(["A", "B", "B › C"]);
        (await Archive.LabelUseAsync(two.Id, Cancel)).ShouldNotBeNull().Labels.ShouldBe(2);
        await Archive.ChangeLabelAsync(two.Id, new("B", IsCategory: true), Cancel);
        (await PathsAsync()).ShouldBe(["B", "B › A", "B › C"]);
    }

    [Fact]
    public async Task Taking_a_merging_back_leaves_what_was_decided_since_about_the_categories_that_it_moved()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        var (one, two, other) = (await CategoryAsync("A"), await CategoryAsync("B"), await CategoryAsync("X"));
        var (taken, placed) = (await CategoryAsync("T", one.Id), await CategoryAsync("U", one.Id));
        await CategoryAsync("V", one.Id);
        await Archive.WorkAsync([id], [WorkChange.Label(taken.Id), WorkChange.Label(placed.Id)], new(7), Cancel);
        await Archive.MergeLabelAsync(one.Id, two.Id, Cancel);
        var first = await LastAsync();
        await Archive.MergeLabelAsync(taken.Id, other.Id, Cancel);
        var second = await LastAsync();
        await Archive.ChangeLabelAsync(placed.Id, new("U", IsCategory: true, other.Id), Cancel);
        await Archive.WorkAsync([id], [WorkChange.Label(placed.Id, on: false)], new(7), Cancel);

        await RestoreAsync(first);
        (await PathsAsync()).ShouldBe(["A", "A › V", "B", "X", "X › U"]);
        (await CarriedByAsync()).ShouldBe([other.Id]);
        await RestoreAsync(second);
        (await PathsAsync()).ShouldBe(["A", "A › V", "B", "B › T", "X", "X › U"]);
        (await CarriedByAsync()).ShouldBe([taken.Id]);

        async Task<IReadOnlyList<long>> CarriedByAsync() =>
            [.. (await Archive.FindAsync(id, Cancel)).ShouldNotBeNull().Work.Labels.Select(l => l.Id)];
    }

    [Fact]
    public async Task Mergings_that_are_taken_back_one_after_the_other_leave_everything_as_it_was()
    {
        var (one, two, other) = (await CategoryAsync("A"), await CategoryAsync("B"), await CategoryAsync("X"));
        await CategoryAsync("T", one.Id);
        var before = await PathsAsync();
        await Archive.MergeLabelAsync(one.Id, two.Id, Cancel);
        await Archive.MergeLabelAsync(two.Id, other.Id, Cancel);
        (await PathsAsync()).ShouldBe(["X", "X › T"]);
        await RestoreAsync(await LastAsync());
        await RestoreAsync(await LastAsync());
        (await PathsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task A_category_goes_into_the_one_above_it_with_one_of_its_own_name_below_it()
    {
        var above = await CategoryAsync("Lieferung");
        var middle = await CategoryAsync("Kosten", above.Id);
        await CategoryAsync("Kosten", middle.Id);
        await Archive.MergeLabelAsync(middle.Id, above.Id, Cancel);
        (await PathsAsync()).ShouldBe(["Lieferung", "Lieferung › Kosten"]);
        await RestoreAsync(await LastAsync());
        (await PathsAsync()).ShouldBe(["Lieferung", "Lieferung › Kosten", "Lieferung › Kosten › Kosten"]);
    }

    [Fact]
    public async Task What_is_moved_or_comes_back_says_that_it_was_changed_now()
    {
        var (one, two) = (await CategoryAsync("A"), await CategoryAsync("B"));
        var below = await CategoryAsync("T", one.Id);
        await Db.WriteAsync(scope => scope.Connection.ExecuteAsync("update label set changed_at = 0", transaction: scope.Transaction), Cancel);
        await Archive.MergeLabelAsync(one.Id, two.Id, Cancel);
        (await ChangedAsync(below.Id)).ShouldBe(Clock.Now);
        await Archive.RemoveLabelAsync(two.Id, Cancel);
        var removal = await LastAsync();
        await RestoreAsync(removal, days: 1);
        (await ChangedAsync(two.Id)).ShouldBe(removal.At.AddDays(1));

        async Task<DateTimeOffset> ChangedAsync(long id) => (await Archive.LabelsAsync(Cancel)).Single(l => l.Id == id).ChangedAt;
    }

    [Fact]
    public async Task What_only_a_merging_gave_does_not_come_back_with_what_it_was_merged_into()
    {
        var (mine, other) = ((await KeepOneAsync(Keep("a", "x"))).Id, (await KeepOneAsync(Keep("b", "x"))).Id);
        var (one, two) = (await Archive.FreeLabelAsync("eilig", Cancel), await Archive.FreeLabelAsync("dringend", Cancel));
        await Archive.WorkAsync([mine], [WorkChange.Label(one.Id)], new(7), Cancel);
        await Archive.WorkAsync([other], [WorkChange.Label(two.Id)], new(7), Cancel);
        await Archive.MergeLabelAsync(one.Id, two.Id, Cancel);
        var merging = await LastAsync();
        await Archive.RemoveLabelAsync(two.Id, Cancel);
        var removing = await LastAsync();
        await RestoreAsync(merging);
        await RestoreAsync(removing);
        (await Archive.LabelCountsAsync(Cancel)).Select(c => (c.Label.Name, c.Count)).ShouldBe([("dringend", 1), ("eilig", 1)]);
    }

    [Fact]
    public async Task What_was_merged_on_since_stays_on_nothing_that_carried_only_the_first()
    {
        var (mine, other) = ((await KeepOneAsync(Keep("a", "x"))).Id, (await KeepOneAsync(Keep("b", "x"))).Id);
        var (one, two) = (await Archive.FreeLabelAsync("eilig", Cancel), await Archive.FreeLabelAsync("dringend", Cancel));
        var three = await Archive.FreeLabelAsync("sofort", Cancel);
        await Archive.WorkAsync([mine], [WorkChange.Label(one.Id)], new(7), Cancel);
        await Archive.WorkAsync([other], [WorkChange.Label(one.Id), WorkChange.Label(two.Id)], new(7), Cancel);
        await Archive.MergeLabelAsync(one.Id, two.Id, Cancel);
        var first = await LastAsync();
        await Archive.MergeLabelAsync(two.Id, three.Id, Cancel);
        var second = await LastAsync();
        await RestoreAsync(first);
        (await CountsAsync()).ShouldBe([("eilig", 2), ("sofort", 1)], ignoreOrder: true);
        await RestoreAsync(second);
        (await CountsAsync()).ShouldBe([("dringend", 1), ("eilig", 2)], ignoreOrder: true);

        async Task<IReadOnlyList<(string, long)>> CountsAsync() =>
            [.. (await Archive.LabelCountsAsync(Cancel)).Where(c => c.Count > 0).Select(c => (c.Label.Name, (long)c.Count))];
    }

    [Fact]
    public async Task What_no_longer_comes_back_is_forgotten()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        var label = await Archive.FreeLabelAsync("eilig", Cancel);
        await Archive.WorkAsync([id], [WorkChange.Label(label.Id)], new(7), Cancel);
        await Archive.RemoveLabelAsync(label.Id, Cancel);
        Clock.Now += TimeSpan.FromDays(29);
        await Archive.ForgetRemovalsAsync(Cancel);
        (await KeptAsync()).ShouldBe(1);
        Clock.Now += TimeSpan.FromDays(2);
        await Archive.ForgetRemovalsAsync(Cancel);
        (await KeptAsync()).ShouldBe(0);

        Task<long> KeptAsync() => Db.WriteAsync(scope => scope.Connection.ExecuteScalarAsync<long>(
            "select count(*) from label_before_mention", transaction: scope.Transaction), Cancel);
    }

    private Task<Label> CategoryAsync(string name, long? above = null) =>
        Archive.AddLabelAsync(new(name, IsCategory: true, above), Cancel);

    private async Task<IReadOnlyList<string>> PathsAsync() => [.. (await Archive.LabelsAsync(Cancel)).Select(l => l.Path)];

    private async Task<LabelRemoval> LastAsync() => (await Archive.LabelRemovalsAsync(Cancel))[0];
}
