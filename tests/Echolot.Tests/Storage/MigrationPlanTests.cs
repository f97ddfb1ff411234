using Echolot.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Storage;

public sealed class MigrationPlanTests
{
    private static readonly Migration One = new(1, "one", "create table a (n bigint);\n");
    private static readonly Migration Two = new(2, "two", "create table b (n bigint);\n");

    [Fact]
    public void An_empty_database_needs_everything_in_order() =>
        Migrations.Plan([One, Two], [], "db").ShouldBe([One, Two]);

    [Fact]
    public void Only_what_is_missing_is_applied() =>
        Migrations.Plan([One, Two], [Applied(One)], "db").ShouldBe([Two]);

    [Fact]
    public void Line_ends_of_another_system_are_no_change() =>
        Migrations.Plan([One with { Sql = One.Sql }, Two], [
            Applied(new Migration(1, "one", One.Sql.Replace("\n", "\r\n", StringComparison.Ordinal)))], "db")
            .ShouldBe([Two]);

    [Fact]
    public void Both_engines_ship_the_same_steps() =>
        Migrations.Shipped(Engine.Sqlite).Select(m => m.ToString()).ShouldBe(
            Migrations.Shipped(Engine.Postgres).Select(m => m.ToString()));

    private static AppliedMigration Applied(Migration step) =>
        new() { Number = step.Number, Name = step.Name, Sha256 = step.Sha256 };
}
