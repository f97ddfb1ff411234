using System.Text;
using System.Text.Json;
using Dapper;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Sources.Imports;
using Echolot.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Echolot.Connectors.Tests.Import;

public sealed class ImportDesk_reads_in : IAsyncLifetime
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("echolot-import-");

    private sealed class House(ServiceProvider all, CancellationTokenSource stop, Task gate) : IAsyncDisposable
    {
        public ImportDesk Desk => all.GetRequiredService<ImportDesk>();

        public T Get<T>() where T : notnull => all.GetRequiredService<T>();

        public async Task<long> CountAsync(string table)
        {
            await using var connection = await Get<EcholotDb>().ReadAsync(CancellationToken.None);
            return await connection.ExecuteScalarAsync<long>($"select count(*) from {table}");
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await gate;
            await all.DisposeAsync();
            stop.Dispose();
        }
    }

    private async Task<House> OpenAsync()
    {
        var db = await EcholotDb.OpenAsync(new StorageOptions(Engine.Sqlite, Path.Combine(data.FullName, "echolot.db")), CancellationToken.None);
        var services = new ServiceCollection().AddLogging();
        services.AddEcholot(db, data);
        services.AddConnectors(new ConfigurationBuilder().Build());
        var all = services.BuildServiceProvider();
        await all.GetRequiredService<Watchlist>().LoadAsync(CancellationToken.None);
        var stop = new CancellationTokenSource();
        return new House(all, stop, all.GetRequiredService<Gate>().RunAsync(stop.Token));
    }

    [Fact]
    public async Task A_file_is_read_once_and_again_changes_nothing()
    {
        await using var house = await OpenAsync();
        await WantAsync(house, "paket");
        var file = Posts("a.ndjson", 1_200, bad: 3);
        var told = new List<ImportJob>();
        var job = await house.Desk.ReadInAsync(file, new ImportOrder("archiv", new()), told.Add, CancellationToken.None);
        job.State.ShouldBe(ImportState.Done);
        job.Counts.ShouldBe(new ImportCounts(600, 0, 0, 597, 0, 3));
        job.DoneBytes.ShouldBe(file.Length);
        job.Line.ShouldBe(1_200);
        told.Select(one => one.DoneBytes).ShouldBeInOrder();
        told.Count.ShouldBeGreaterThan(3);
        (await house.CountAsync("mention")).ShouldBe(600);
        (await house.CountAsync("poison")).ShouldBe(3);
        Rejected(job).Select(row => row.Line).ShouldBe([1, 3, 5]);

        var again = await house.Desk.ReadInAsync(file, new ImportOrder("archiv", new()), null, CancellationToken.None);
        again.Id.ShouldNotBe(job.Id);
        again.Counts.Known.ShouldBe(600);
        again.Counts.Kept.ShouldBe(0);
        Rejected(again).Count.ShouldBe(3);
        (await house.CountAsync("mention")).ShouldBe(600);
    }

    [Fact]
    public async Task Tags_and_sentiment_of_another_tool_become_tags_of_what_is_kept()
    {
        await using var house = await OpenAsync();
        await WantAsync(house, "paket");
        var path = Path.Combine(data.FullName, "bw.csv");
        await File.WriteAllTextAsync(path, """
            Query Name,Page Type,Date,Snippet,Resource Id,Sentiment,Tags
            N,forum,2026-11-20 08:00:00.0,Das Paket ist weg,1,negative,"Verlust, Versand"
            N,forum,2026-11-20 09:00:00.0,Der Zug fährt,2,neutral,Bahn
            N,forum,2026-11-20 10:00:00.0,Das Paket kam an,3,positive,
            """);
        var archive = house.Get<Echolot.Mentions.Archive>();
        for (var times = 0; times < 2; times++)
        {
            await house.Desk.ReadInAsync(new FileInfo(path), new ImportOrder("bw", new()), null, CancellationToken.None);
            (await archive.TagsAsync(CancellationToken.None)).Select(tag => $"{tag.Value} {tag.Count}").Order(StringComparer.Ordinal)
                .ShouldBe(["Brandwatch: negative 1", "Brandwatch: positive 1", "Verlust 1", "Versand 1"]);
        }
    }

    [Theory]
    [InlineData("ndjson", """
        {"id":1,"text":"Das Paket ist weg","sentiment":"negative","tags":["Verlust","Versand"]}
        {"id":2,"text":"Das Paket kam an","Tonalität":"positiv","tags":"Versand; Lob"}
        {"id":3,"text":"Noch ein Paket","sentiment":"unklar","tags":["  "]}
        """)]
    [InlineData("csv", """
        id,text,Tonalität,tags
        1,Das Paket ist weg,negativ,"Verlust, Versand"
        2,Das Paket kam an,1,Versand|Lob
        3,Noch ein Paket,,
        """)]
    public async Task Tags_and_sentiment_of_a_file_of_ones_own_are_labels_and_stand_as_set_by_hand(string format, string text)
    {
        await using var house = await OpenAsync();
        await WantAsync(house, "paket");
        var path = Path.Combine(data.FullName, "own." + format);
        await File.WriteAllTextAsync(path, text);
        var archive = house.Get<Echolot.Mentions.Archive>();
        await house.Desk.ReadInAsync(new FileInfo(path), new ImportOrder("own", new()), null, CancellationToken.None);
        (await archive.TagsAsync(CancellationToken.None)).Select(tag => $"{tag.Value} {tag.Count}").Order(StringComparer.Ordinal)
            .ShouldBe(["Lob 1", "Verlust 1", "Versand 2"]);
        var kept = (await archive.ListAsync(new(), null, 10, CancellationToken.None)).Items.OrderBy(m => m.ExternalId);
        kept.Select(m => m.Work.Sentiment).ShouldBe([Echolot.Mentions.Sentiment.Negative, Echolot.Mentions.Sentiment.Positive, null]);
        (await archive.CountAsync(new() { Sentiments = [Echolot.Mentions.Sentiment.Negative] }, CancellationToken.None)).ShouldBe(1);
    }

    [Fact]
    public async Task An_interrupted_import_goes_on_where_it_stopped()
    {
        var file = Posts("b.ndjson", 3_000, bad: 4);
        long id;
        await using (var house = await OpenAsync())
        {
            await WantAsync(house, "paket");
            using var stop = new CancellationTokenSource();
            await Should.ThrowAsync<OperationCanceledException>(() => house.Desk.ReadInAsync(file, new ImportOrder("archiv", new()), job =>
            {
                if (job.Line >= 1_000) stop.Cancel();
            }, stop.Token));
            var stopped = (await house.Desk.ListAsync(null, 10, CancellationToken.None)).ShouldHaveSingleItem();
            id = stopped.Id;
            stopped.State.ShouldBe(ImportState.Running);
            stopped.Line.ShouldBeInRange(1_000, 2_999);
        }
        await using (var house = await OpenAsync())
        {
            var lines = new List<long>();
            var job = await house.Desk.ReadInAsync(file, new ImportOrder("archiv", new()), one => lines.Add(one.Line), CancellationToken.None);
            job.Id.ShouldBe(id);
            lines[0].ShouldBeGreaterThanOrEqualTo(1_000);
            job.Counts.Rows.ShouldBe(3_000);
            (await house.CountAsync("mention")).ShouldBe(1_500);
            Rejected(job).Select(row => row.Line).ShouldBe([1, 3, 5, 7]);
        }
    }

    [Fact]
    public async Task An_upload_is_read_in_the_background_also_after_a_restart()
    {
        ImportJob job;
        await using (var house = await OpenAsync())
        {
            await WantAsync(house, "paket");
            await using var upload = Posts("c.ndjson", 900, bad: 1).OpenRead();
            job = await house.Desk.StartAsync(upload, "Meine Datei.ndjson", new ImportOrder("browser", new()), CancellationToken.None);
            job.State.ShouldBe(ImportState.Waiting);
            job.Name.ShouldBe("Meine Datei.ndjson");
        }
        await using (var house = await OpenAsync())
        {
            using var stop = new CancellationTokenSource();
            var running = house.Desk.RunAsync(stop.Token);
            var done = await EndedAsync(house, job.Id);
            done.State.ShouldBe(ImportState.Done);
            done.Counts.ShouldBe(new ImportCounts(450, 0, 0, 449, 0, 1));
            // It is deleted after the job is written down as done.
            for (var turn = 0; turn < 400 && Copies().Length > 0; turn++) await Task.Delay(50, TestContext.Current.CancellationToken);
            Copies().ShouldBeEmpty("the copy is not needed any more");
            await using (var rejected = await house.Desk.RejectedAsync(job.Id, CancellationToken.None)) rejected.ShouldNotBeNull();

            await using var second = Posts("d.ndjson", 300, bad: 0).OpenRead();
            var next = await house.Desk.StartAsync(second, "d.ndjson", new ImportOrder("browser", new()), CancellationToken.None);
            (await EndedAsync(house, next.Id)).Counts.Known.ShouldBe(150, "the same ids in the same source");
            (await house.Desk.RejectedAsync(next.Id, CancellationToken.None)).ShouldBeNull();
            await stop.CancelAsync();
            await running;
        }

        string[] Copies() => Directory.GetFiles(Path.Combine(data.FullName, "imports"), "*.upload");
    }

    [Fact]
    public async Task A_job_that_the_database_interrupted_goes_on_after_a_while()
    {
        await using var house = await OpenAsync();
        await WantAsync(house, "paket");
        await using var upload = Posts("f.ndjson", 100, bad: 0).OpenRead();
        var job = await house.Desk.StartAsync(upload, "f.ndjson", new ImportOrder("browser", new()), CancellationToken.None);
        await RenameAsync(house, "source", "source_gone");
        house.Desk.AnotherTry = TimeSpan.FromMilliseconds(50);
        using var stop = new CancellationTokenSource();
        var running = house.Desk.RunAsync(stop.Token);
        await Task.Delay(300);
        (await house.Desk.FindAsync(job.Id, CancellationToken.None))!.Ended.ShouldBeFalse();
        await RenameAsync(house, "source_gone", "source");
        (await EndedAsync(house, job.Id)).State.ShouldBe(ImportState.Done);
        (await house.CountAsync("mention")).ShouldBe(50);
        await stop.CancelAsync();
        await running;
    }

    private static Task RenameAsync(House house, string table, string name) => house.Get<EcholotDb>().WriteAsync(
        scope => scope.Connection.ExecuteAsync($"alter table {table} rename to {name}", transaction: scope.Transaction),
        CancellationToken.None);

    [Fact]
    public async Task A_cancelled_job_stays_cancelled_and_its_copy_goes()
    {
        await using var house = await OpenAsync();
        await using var upload = Posts("e.ndjson", 100, bad: 0).OpenRead();
        var job = await house.Desk.StartAsync(upload, "e.ndjson", new ImportOrder("browser", new()), CancellationToken.None);
        (await house.Desk.CancelAsync(job.Id, CancellationToken.None)).ShouldBeTrue();
        (await house.Desk.CancelAsync(job.Id, CancellationToken.None)).ShouldBeFalse();
        using var stop = new CancellationTokenSource();
        var running = house.Desk.RunAsync(stop.Token);
        await Task.Delay(200);
        (await house.Desk.FindAsync(job.Id, CancellationToken.None))!.State.ShouldBe(ImportState.Cancelled);
        (await house.CountAsync("mention")).ShouldBe(0);
        Directory.GetFiles(Path.Combine(data.FullName, "imports"), "*.upload").ShouldBeEmpty();
        await stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task Imports_are_listed_by_pages_newest_first()
    {
        await using var house = await OpenAsync();
        foreach (var name in new[] { "a", "b", "c" })
            await house.Desk.ReadInAsync(Posts($"{name}.ndjson", 2, 0), new ImportOrder(name, new()), null, CancellationToken.None);
        var first = await house.Desk.ListAsync(null, 2, CancellationToken.None);
        first.Select(j => j.Name).ShouldBe(["c.ndjson", "b.ndjson"]);
        (await house.Desk.ListAsync(first[^1].Id, 2, CancellationToken.None)).Select(j => j.Name).ShouldBe(["a.ndjson"]);
    }

    [Fact]
    public async Task A_file_that_is_none_is_refused_before_anything_is_stored()
    {
        await using var house = await OpenAsync();
        var wrong = await Should.ThrowAsync<FileProblem>(() => house.Desk.StartAsync(
            new MemoryStream(Encoding.UTF8.GetBytes("a,b\n1,2\n")), "x.csv", new ImportOrder("browser", new()), CancellationToken.None));
        wrong.Message.ShouldContain("--map");
        (await house.Desk.ListAsync(null, 10, CancellationToken.None)).ShouldBeEmpty();
        Directory.GetFiles(Path.Combine(data.FullName, "imports")).ShouldBeEmpty();
        (await Should.ThrowAsync<FileProblem>(() => house.Desk.ReadInAsync(
            Posts("f.ndjson", 5, bad: 0), new ImportOrder("-schlecht-", new()), null, CancellationToken.None))).Message.ShouldContain("cannot be the name");
    }

    [Fact]
    public async Task Rejected_rows_are_found_erased_and_expired_like_other_personal_data()
    {
        await using var house = await OpenAsync();
        var path = Path.Combine(data.FullName, "g.ndjson");
        await File.WriteAllTextAsync(path, "{\"id\":\"1\",\"text\":\"x\"}\nkaputt von anna.b\nkaputt von karl\n");
        var job = await house.Desk.ReadInAsync(new FileInfo(path), new ImportOrder("archiv", new()), null, CancellationToken.None);
        var holds = house.Get<IEnumerable<IHoldsPersonalData>>().OfType<ForgetImports>().Single();
        var anna = new DataSubject("import", "archiv/anna.b");
        var found = new List<PersonalRecord>();
        await foreach (var record in holds.ExportAsync(anna, CancellationToken.None)) found.Add(record);
        found.ShouldHaveSingleItem().Fields["rejected"]!.ToString()!.ShouldContain("anna.b");

        var db = house.Get<EcholotDb>();
        (await db.WriteAsync(scope => holds.EraseAsync(scope, anna, CancellationToken.None), CancellationToken.None)).ShouldBe(1);
        (await File.ReadAllTextAsync(job.RejectedPath)).ShouldNotContain("anna");
        (await File.ReadAllTextAsync(job.RejectedPath)).ShouldContain("karl");
        (await db.WriteAsync(scope => holds.ExpireAsync(scope, TimeProvider.System.GetUtcNow().AddDays(1), CancellationToken.None), CancellationToken.None)).ShouldBe(1);
        (await house.CountAsync("import_job")).ShouldBe(0);
    }

    [Fact]
    public async Task What_no_monitor_wants_is_kept_where_everything_of_a_file_is_and_found_by_a_search()
    {
        await using var house = await OpenAsync();
        await WantAsync(house, "paket");
        var archive = house.Get<Archive>();
        var some = await house.Desk.ReadInAsync(Posts("some.ndjson", 20, 0), new ImportOrder("teil", new()), null, CancellationToken.None);
        (some.Counts.Kept, some.Counts.NotWanted, some.KeepAll).ShouldBe((10, 10, false));
        var all = await house.Desk.ReadInAsync(
            Posts("all.ndjson", 20, 0), new ImportOrder("ganz", new FileReading(KeepAll: true)), null, CancellationToken.None);
        (all.Counts.Kept, all.Counts.NotWanted, all.KeepAll).ShouldBe((20, 0, true));
        (await archive.CountAsync(new() { Sources = ["import:local:ganz"] }, CancellationToken.None)).ShouldBe(20);
        (await archive.CountAsync(new() { Search = "zug" }, CancellationToken.None)).ShouldBe(10);
        (await house.Desk.KeptWholeAsync(CancellationToken.None)).Values.ShouldBe([(1, 20L)]);
        // The same file again finds them all there.
        var again = await house.Desk.ReadInAsync(
            Posts("again.ndjson", 20, 0), new ImportOrder("ganz", new FileReading(KeepAll: true)), null, CancellationToken.None);
        again.Counts.Known.ShouldBe(20);
    }

    private static async Task<ImportJob> EndedAsync(House house, long id)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (await house.Desk.FindAsync(id, late.Token) is not { Ended: true }) await Task.Delay(20, late.Token);
        return (await house.Desk.FindAsync(id, late.Token))!;
    }

    private static async Task WantAsync(House house, string query)
    {
        var saved = await house.Get<Watchlist>().AddAsync(new MonitorDraft(query, query, Purpose.Brand), null, CancellationToken.None);
        saved.Errors.ShouldBeEmpty();
    }

    // Every second post is wanted; the first odd lines are bad.
    private FileInfo Posts(string name, int lines, int bad)
    {
        var text = new StringBuilder();
        for (var i = 1; i <= lines; i++)
        {
            if (i % 2 == 1 && i < 2 * bad) text.Append("kaputt\n");
            else text.Append(JsonSerializer.Serialize(new { id = $"p{i}", text = i % 2 == 0 ? "Das Paket kam an" : "Der Zug fährt", author = i % 2 == 0 ? "anna" : $"person{i}" })).Append('\n');
        }
        var path = Path.Combine(data.FullName, name);
        File.WriteAllText(path, text.ToString());
        return new FileInfo(path);
    }

    private static List<(long Line, string Problem)> Rejected(ImportJob job) =>
        [.. File.ReadLines(job.RejectedPath).Select(line => JsonDocument.Parse(line).RootElement)
            .Select(row => (row.GetProperty("line").GetInt64(), row.GetProperty("problem").GetString()!))];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync()
    {
        data.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
