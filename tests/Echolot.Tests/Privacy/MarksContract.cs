using System.Reflection;
using Dapper;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Tests.Intake;
using Echolot.Tests.Storage;
using Shouldly;
using Xunit;

namespace Echolot.Tests.Privacy;

public sealed class MarksOnSqlite() : MarksContract(Engine.Sqlite);

public sealed class MarksOnPostgres() : MarksContract(Engine.Postgres);

/// <summary>No table without a mark, no personal mark out of reach of erasure, export and expiry.</summary>
public abstract class MarksContract(Engine engine) : DatabaseContract(engine)
{
    // Tables that no type of ours stores, with the reason. mention_words is the full-text index over mention: its rows
    // are deleted with those of mention (the archive's tests prove it), and it holds no text that could be read.
    private static readonly Dictionary<string, string> Technical = new()
    {
        ["sqlite_sequence"] = "SQLite's own counter of ids",
        ["lookup_fresh"] = "newest part of lookup, emptied into it; erased and expired together with it",
        ["mention_words"] = "full-text index over mention",
        ["mention_words_data"] = "part of the full-text index",
        ["mention_words_idx"] = "part of the full-text index",
        ["mention_words_content"] = "part of the full-text index",
        ["mention_words_docsize"] = "part of the full-text index",
        ["mention_words_config"] = "part of the full-text index",
        ["conversation_words"] = "words of the inbox's search; triggers on message, identity and conversation take out what changes and say what is to be read again",
        ["conversation_words_data"] = "part of the index of the inbox's search",
        ["conversation_words_idx"] = "part of the index of the inbox's search",
        ["conversation_words_content"] = "part of the index of the inbox's search",
        ["conversation_words_docsize"] = "part of the index of the inbox's search",
        ["conversation_words_config"] = "part of the index of the inbox's search",
    };

    private static readonly (Type Type, string Table, bool Personal)[] Marks =
    [
        .. from type in typeof(EcholotDb).Assembly.GetTypes()
        let personal = type.GetCustomAttribute<PersonalAttribute>()
        let other = type.GetCustomAttribute<NotPersonalAttribute>()
        where personal is not null || other is not null
        select (type, personal?.Table ?? other!.Table, personal is not null),
    ];

    [Fact]
    public async Task Every_table_is_marked_and_every_mark_is_a_table()
    {
        var tables = await TablesAsync();
        tables.Except(Marks.Select(m => m.Table)).Except(Technical.Keys)
            .ShouldBeEmpty("mark the type that is stored there with [Personal(\"table\")] or [NotPersonal(\"table\")]");
        Marks.Select(m => m.Table).Except(tables).ShouldBeEmpty("no migration makes these tables");
    }

    [Fact]
    public void No_table_is_marked_both_ways() =>
        Marks.GroupBy(m => m.Table).Where(t => t.Select(m => m.Personal).Distinct().Count() > 1).Select(t => t.Key)
            .ShouldBeEmpty();

    [Fact]
    public void No_type_is_marked_twice() =>
        Marks.GroupBy(m => m.Type).Where(t => t.Count() > 1).Select(t => t.Key.Name).ShouldBeEmpty();

    [Fact]
    public async Task Every_personal_table_is_reached_by_erase_export_and_expire()
    {
        await using var household = new Household(Db);
        var reached = household.All<IHoldsPersonalData>().SelectMany(h => h.Tables).ToList();
        var personal = Marks.Where(m => m.Personal).Select(m => m.Table).Distinct().ToList();
        personal.Except(reached).ShouldBeEmpty(
            "an IHoldsPersonalData of the slice must name these tables, registered in Slices.cs");
        reached.Except(personal).ShouldBeEmpty("these are named by an IHoldsPersonalData but not marked [Personal]");
        reached.GroupBy(t => t).Where(t => t.Count() > 1).Select(t => t.Key).ShouldBeEmpty("reached twice");
    }

    [Fact]
    public async Task Erase_export_and_expire_run_over_every_table_of_an_empty_database()
    {
        await using var household = new Household(Db);
        var author = new DataSubject("scripted", "nobody", "nobody");
        (await household.Privacy.EraseAsync(author, null, Cancel)).Rows.ShouldBe(0);
        (await household.Privacy.EraseAsync(new(null, "4711"), null, Cancel)).Rows.ShouldBe(0);
        var records = new List<PersonalRecord>();
        await foreach (var record in household.Privacy.ExportAsync(author, null, Cancel)) records.Add(record);
        await foreach (var record in household.Privacy.ExportAsync(new(null, "4711"), null, Cancel))
            records.Add(record);
        records.ShouldBeEmpty();
        (await household.Privacy.ExpireAsync(Cancel)).Rows.ShouldBe(0);
    }

    private async Task<IReadOnlyList<string>> TablesAsync()
    {
        await using var connection = await Db.ReadAsync(Cancel);
        return [.. await connection.QueryAsync<string>(Engine is Engine.Sqlite
            ? "select name from sqlite_master where type = 'table'"
            : "select table_name from information_schema.tables where table_schema = 'public'")];
    }
}
