using Dapper;
using Echolot.Mentions;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Mentions;

public abstract partial class LabelsContract
{
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
    public async Task A_category_goes_into_the_one_above_it_with_one_of_its_own_name_below_it()
    {
        var above = await CategoryAsync("Lieferung");
        var middle = await CategoryAsync("Kosten", above.Id);
        await CategoryAsync("Kosten", middle.Id);
        await Archive.MergeLabelAsync(middle.Id, above.Id, Cancel);
        (await PathsAsync()).ShouldBe(["Lieferung", "Lieferung › Kosten"]);
    }

    private Task<Label> CategoryAsync(string name, long? above = null) =>
        Archive.AddLabelAsync(new(name, IsCategory: true, above), Cancel);

    private async Task<IReadOnlyList<string>> PathsAsync() => [.. (await Archive.LabelsAsync(Cancel)).Select(l => l.Path)];
}
