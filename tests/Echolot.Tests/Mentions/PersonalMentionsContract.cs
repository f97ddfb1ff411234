using System.Text.Json;
using Dapper;
using Echolot.Mentions;
using Echolot.Privacy;
using Echolot.Storage;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Mentions;

public sealed class PersonalMentionsOnSqlite() : PersonalMentionsContract(Engine.Sqlite);

public sealed class PersonalMentionsOnPostgres() : PersonalMentionsContract(Engine.Postgres);

public abstract class PersonalMentionsContract(Engine engine) : ArchiveContract(engine)
{
    private static readonly DataSubject Kim = new("push", "u1");

    private IHoldsPersonalData[] Holders => [new PersonalMentions(Db, Archive), new PersonalRaw(Db, Archive), new PersonalWork(Db),
        new PersonalExclusions(Db)];

    [Fact]
    public async Task Every_stored_type_with_personal_data_is_reached()
    {
        var marked = typeof(Archive).Assembly.GetTypes().Where(
            t => t.Namespace?.StartsWith(typeof(Archive).Namespace!, StringComparison.Ordinal) is true)
            .SelectMany(t => t.GetCustomAttributes(typeof(PersonalAttribute), false).Cast<PersonalAttribute>()).Select(
                a => a.Table);
        Holders.SelectMany(h => h.Tables).ShouldBe(marked, ignoreOrder: true);
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Erasing_a_person_leaves_no_row_and_the_next_crawl_brings_nothing_back()
    {
        await KeepKimAsync();
        foreach (var holder in Holders) await Db.WriteAsync(s => holder.EraseAsync(s, Kim, Cancel), Cancel);
        (await ListAsync()).ShouldBe(["other"]);
        await using var connection = await Db.ReadAsync(Cancel);
        foreach (var table in new[] { "mention", "author" })
            (await connection.ExecuteScalarAsync<long>($"select count(*) from {table}")).ShouldBe(1);
        foreach (var table in new[] { "mention_revision", "mention_raw" })
            (await connection.ExecuteScalarAsync<long>($"select count(*) from {table}")).ShouldBe(0);
        (await SearchAsync("geheim")).ShouldBeEmpty();
        (await KeepOneAsync(Keep(Of("a", "geheim")))).Outcome.ShouldBe(KeepOutcome.DeletedBefore);
    }

    [Fact]
    public async Task A_person_may_be_named_by_handle_or_be_unknown_yet()
    {
        await KeepKimAsync();
        await Db.WriteAsync(
            s => Holders[0].EraseAsync(s, new DataSubject("push", "no such id", "@KIM"), Cancel), Cancel);
        (await ListAsync()).ShouldBe(["other"]);
        await Db.WriteAsync(s => Holders[0].EraseAsync(s, new DataSubject("push", "comes later"), Cancel), Cancel);
        (await KeepOneAsync(Keep(Mention("x", "y") with { Author = new(new("comes later")) }))).Outcome.ShouldBe(
            KeepOutcome.DeletedBefore);
        (await Db.WriteAsync(s => Holders[0].EraseAsync(s, new DataSubject(null, "1"), Cancel), Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task An_access_export_holds_profile_texts_older_texts_and_raw_data_of_that_person_only()
    {
        await KeepKimAsync();
        var records = new List<PersonalRecord>();
        foreach (var holder in Holders)
            await foreach (var record in holder.ExportAsync(Kim, Cancel)) records.Add(record);
        records.Select(r => r.Table).ShouldBe(["author", "mention", "mention_revision", "mention_raw"]);
        records[0].Fields["handle"].ShouldBe("kim");
        records[1].Fields["text"].ShouldBe("nicht mehr geheim");
        records[2].Fields["text"].ShouldBe("geheim");
        records[3].Fields["json"]!.ToString()!.ShouldContain("raw");
    }

    [Fact]
    public async Task Raw_data_expires_by_its_own_time_and_mentions_by_theirs()
    {
        await KeepKimAsync();
        (await Db.WriteAsync(s => Holders[1].ExpireAsync(s, Clock.Now + TimeSpan.FromSeconds(1), Cancel), Cancel))
            .ShouldBe(1);
        (await ListAsync()).Count.ShouldBe(2);
        (await Db.WriteAsync(s => Holders[0].ExpireAsync(s, Start + TimeSpan.FromMinutes(5), Cancel), Cancel))
            .ShouldBe(1);
        (await ListAsync()).ShouldBe(["other"]);
    }

    private async Task KeepKimAsync()
    {
        using var raw = JsonDocument.Parse("""{"raw":1}""");
        await KeepAsync(
            Keep(Of("a", "geheim") with { Raw = raw.RootElement }), Keep("other", "x", 10),
            Keep(Of("a", "nicht mehr geheim") with { Revision = "2", ReceivedAt = Start + TimeSpan.FromMinutes(2) }));
    }

    private static Mention Of(string id, string text) =>
        Mention(id, text) with { Author = new AuthorRef(new ExternalId("u1"), "kim", "Kim") };
}
