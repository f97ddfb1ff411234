using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Echolot.Evidence;
using Echolot.Mentions;
using Echolot.Network;
using Echolot.Privacy;
using Echolot.Storage;
using Echolot.Tests.Mentions;
using Microsoft.AspNetCore.DataProtection;
using Shouldly;
using Xunit;
using static Echolot.Tests.Mentions.Samples;

namespace Echolot.Tests.Evidence;

public sealed class EvidenceOnSqlite() : EvidenceContract(Engine.Sqlite);

public sealed class EvidenceOnPostgres() : EvidenceContract(Engine.Postgres);

public abstract class EvidenceContract(Engine engine) : ArchiveContract(engine)
{
    private readonly Web _web = new();

    private PrivacyOffice Office => new(Db, () => [], new EphemeralDataProtectionProvider(), Clock);

    private EvidenceRoom Room => new(Db, Archive, _web, Office, Clock);

    [Fact]
    public async Task A_mention_is_kept_with_its_page_and_every_file_has_its_checksum()
    {
        using var raw = JsonDocument.Parse("""{"uri":"at://1"}""");
        var id = (await KeepOneAsync(Keep(Mention("a", "<b>Skandal</b>") with
        {
            Url = new Uri("https://blog.example/1"), Raw = raw.RootElement,
        }))).Id;
        var item = (await Room.TakeAsync(id, 7, Cancel)).ShouldNotBeNull();
        (item.Status, item.Problem, item.PersonId, item.MentionId).ShouldBe((200, null, 7, id));

        var (opened, file) = (await Room.OpenAsync(item.Id, 7, Cancel)).ShouldNotBeNull();
        opened.ShouldBe(item);
        Convert.ToHexStringLower(SHA256.HashData(file)).ShouldBe(item.Sha256);
        file.Position = 0;
        (await Office.AuditAsync(null, 10, Cancel)).Select(e => (e.What, e.Detail)).ShouldBe(
            [("evidence.opened", "sha256 " + item.Sha256), ("evidence.taken", "sha256 " + item.Sha256)]);
        var files = Files(file);
        files.Keys.ShouldBe(
            ["mention.json", "mention.html", "raw.json", "page.html", "page-headers.json", "manifest.json"]);
        Encoding.UTF8.GetString(files["page.html"]).ShouldBe("<p>die Seite</p>");
        Encoding.UTF8.GetString(files["mention.html"]).ShouldContain("&lt;b&gt;Skandal&lt;/b&gt;");
        Encoding.UTF8.GetString(files["mention.html"]).ShouldContain(
            "<dt>Veröffentlicht / <span lang=\"en\">Published</span></dt>");
        Encoding.UTF8.GetString(files["raw.json"]).ShouldContain("at://1");
        var sums = JsonDocument.Parse(files["manifest.json"]).RootElement.GetProperty("sha256");
        foreach (var (name, bytes) in files.Where(f => f.Key != "manifest.json"))
            sums.GetProperty(name).GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)), name);
    }

    [Fact]
    public async Task Its_pictures_are_kept_as_they_were_and_what_is_none_or_too_many_says_so()
    {
        var attachments = new[] { "1.png", "shell.html", "gone.png", "1.png" }.Concat(Enumerable.Range(2, 9).Select(i => $"{i}.png"))
            .Select(name => new Attachment("image", new($"https://pictures.example/{name}"), AltText: name == "1.png" ? "\"<Jacke>" : null))
            .Append(new Attachment("link", new("https://blog.example/2")));
        var id = (await KeepOneAsync(Keep(Mention("a", "Schau") with { Attachments = [.. attachments] }))).Id;
        var item = (await Room.TakeAsync(id, 7, Cancel)).ShouldNotBeNull();
        var files = Files((await Room.OpenAsync(item.Id, 7, Cancel))!.Value.File);
        files.Keys.Where(k => k.StartsWith("picture", StringComparison.Ordinal)).ShouldBe(
            ["picture-1.png", .. Enumerable.Range(4, 7).Select(i => $"picture-{i}.png")]);
        files["picture-1.png"].ShouldBe(Web.Picture);
        var html = Encoding.UTF8.GetString(files["mention.html"]);
        html.ShouldContain($"alt=\"&quot;&lt;Jacke&gt;\" src=\"data:image/png;base64,{Convert.ToBase64String(Web.Picture)}\"");
        var manifest = JsonDocument.Parse(files["manifest.json"]).RootElement;
        manifest.GetProperty("sha256").GetProperty("picture-1.png").GetString().ShouldBe(
            Convert.ToHexStringLower(SHA256.HashData(Web.Picture)));
        manifest.GetProperty("pictures").EnumerateArray().Select(p => p.GetProperty("problem").GetString()).ShouldBe(
        [
            null, "text/html is no picture that is kept", "the site answered 404", .. Enumerable.Repeat((string?)null, 7),
            "only 10 pictures are kept", "only 10 pictures are kept",
        ]);
    }

    [Fact]
    public async Task Where_the_page_cannot_be_fetched_the_evidence_says_why_and_is_kept_all_the_same()
    {
        _web.Refuse = true;
        var id = (await KeepOneAsync(Keep(Mention("a", "x") with { Url = new Uri("http://10.0.0.1/") }))).Id;
        var item = (await Room.TakeAsync(id, 7, Cancel)).ShouldNotBeNull();
        item.Problem.ShouldBe("10.0.0.1 may not be called");
        Files((await Room.OpenAsync(item.Id, 7, Cancel))!.Value.File).Keys.ShouldNotContain("page.html");
        (await Room.TakeAsync(4711, 7, Cancel)).ShouldBeNull();
        (await Room.OpenAsync(4711, 7, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_screenshot_is_added_by_a_person_with_its_checksum_and_goes_out_beside_the_evidence_as_it_was()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        var item = (await Room.TakeAsync(id, 7, Cancel)).ShouldNotBeNull();
        byte[] png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 1, 2, 3];
        var sum = Convert.ToHexStringLower(SHA256.HashData(png));
        var shot = (await Room.AddScreenshotsAsync(item.Id, [png], 8, Cancel)).ShouldNotBeNull().ShouldHaveSingleItem();
        (shot.Type, shot.Name, shot.PersonId, shot.Sha256, shot.At).ShouldBe(
            ("image/png", $"screenshot-{shot.Id}.png", 8, sum, Clock.Now));
        (await Room.ListAsync(id, null, 10, Cancel)).ShouldHaveSingleItem().Screenshots.ShouldBe([shot]);

        var (opened, zip) = (await Room.OpenAsync(item.Id, 7, Cancel, person => person == 8 ? "Mira" : null)).ShouldNotBeNull();
        opened.Sha256.ShouldBe(item.Sha256);
        var at = zip.ShouldBeOfType<FileStream>("pictures are not held in memory").Name;
        var files = Files(zip);
        File.Exists(at).ShouldBeFalse("it goes when it is closed");
        files.Keys.ShouldBe([$"evidence-{item.Id}.zip", shot.Name, "added.json"]);
        Convert.ToHexStringLower(SHA256.HashData(files[$"evidence-{item.Id}.zip"])).ShouldBe(item.Sha256);
        files[shot.Name].ShouldBe(png);
        var added = JsonDocument.Parse(files["added.json"]).RootElement;
        added.GetProperty("screenshots")[0].GetProperty("added_by").GetString().ShouldBe("Mira");
        added.GetProperty("screenshots")[0].GetProperty("unchanged").GetBoolean().ShouldBeTrue();
        (await Office.AuditAsync(null, 2, Cancel)).Select(e => (e.What, e.Detail)).ShouldBe(
        [
            ("evidence.opened", $"sha256 {item.Sha256}; {shot.Name} sha256 {sum}"),
            ("evidence.screenshot_added", $"{shot.Name} sha256 {sum}"),
        ]);

        // Somebody changes the database behind the program's back.
        await Db.WriteAsync(s => Dapper.SqlMapper.ExecuteAsync(
            s.Connection, "update evidence_shot set file = @file", new { file = new byte[] { 1 } }, s.Transaction), Cancel);
        zip = (await Room.OpenAsync(item.Id, 7, Cancel))!.Value.File;
        added = JsonDocument.Parse(Files(zip)["added.json"]).RootElement;
        added.GetProperty("screenshots")[0].GetProperty("unchanged").GetBoolean().ShouldBeFalse();
        (await Office.AuditAsync(null, 1, Cancel)).Single().Detail!.ShouldEndWith(", was " + sum);
    }

    [Fact]
    public async Task What_is_no_picture_too_large_or_one_too_many_is_refused_and_a_screenshot_goes_with_its_evidence()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        var item = (await Room.TakeAsync(id, 7, Cancel)).ShouldNotBeNull();
        (await Refused("<svg/>"u8.ToArray())).ShouldBe(ScreenshotRefusal.Type);
        (await Refused(Array.Empty<byte>())).ShouldBe(ScreenshotRefusal.Size);
        (await Refused(new byte[EvidenceRoom.LargestScreenshot + 1])).ShouldBe(ScreenshotRefusal.Size);
        byte[] jpeg = [0xFF, 0xD8, 0xFF];
        (await Refused(jpeg, "<svg/>"u8.ToArray())).ShouldBe(ScreenshotRefusal.Type);
        (await Refused([.. Enumerable.Repeat(jpeg, EvidenceRoom.MostScreenshots + 1)])).ShouldBe(ScreenshotRefusal.TooMany);
        (await Room.ListAsync(id, null, 1, Cancel))[0].Screenshots.ShouldBeEmpty("all of one request are kept, or none");
        await Room.AddScreenshotsAsync(item.Id, [jpeg], 8, Cancel);
        (await Refused([.. Enumerable.Repeat(jpeg, EvidenceRoom.MostScreenshots)])).ShouldBe(ScreenshotRefusal.TooMany);
        await Room.AddScreenshotsAsync(item.Id, [.. Enumerable.Repeat(jpeg, EvidenceRoom.MostScreenshots - 1)], 8, Cancel);
        (await Refused(jpeg)).ShouldBe(ScreenshotRefusal.TooMany);
        (await Room.AddScreenshotsAsync(4711, [jpeg], 8, Cancel)).ShouldBeNull();
        var first = (await Room.ListAsync(id, null, 1, Cancel))[0].Screenshots[0];
        (await Room.RemoveScreenshotAsync(item.Id, first.Id, 8, Cancel)).ShouldBeTrue();
        (await Room.OpenScreenshotAsync(item.Id, first.Id, 8, Cancel)).ShouldBeNull();

        var holder = new PersonalEvidence(Db);
        (await Db.WriteAsync(s => holder.EraseAsync(s, new(null, "8"), Cancel), Cancel)).ShouldBe(9);
        (await Room.ListAsync(id, null, 1, Cancel))[0].Screenshots.ShouldAllBe(s => s.PersonId == null);
        (await Db.WriteAsync(s => holder.EraseAsync(s, new("push", "author-1"), Cancel), Cancel)).ShouldBe(10);

        async Task<ScreenshotRefusal> Refused(params byte[][] pictures) => (await Should.ThrowAsync<ScreenshotException>(
            () => Room.AddScreenshotsAsync(item.Id, pictures, 8, Cancel))).Why;
    }

    [Fact]
    public async Task A_screenshot_that_is_being_added_while_its_evidence_goes_does_not_stay()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        var holder = new PersonalEvidence(Db);
        Func<long, Task>[] ways =
        [
            _ => Db.WriteAsync(s => holder.EraseAsync(s, new("push", "author-1"), Cancel), Cancel),
            _ => Db.WriteAsync(s => holder.ExpireAsync(s, Clock.Now.AddDays(1), Cancel), Cancel),
            item => Room.RemoveAsync(item, 7, Cancel),
        ];
        foreach (var goes in ways)
        {
            var item = (await Room.TakeAsync(id, 7, Cancel)).ShouldNotBeNull();
            var added = new TaskCompletionSource();
            var adding = Db.WriteAsync(async s =>
            {
                foreach (var sql in new[]
                {
                    "update evidence set size = size where id = @Id",
                    "insert into evidence_shot (evidence_id, type, at, sha256, size, file) values (@Id, 'image/png', 1, '', 0, @File)",
                })
                    await Dapper.SqlMapper.ExecuteAsync(s.Connection, sql, new { item.Id, File = Array.Empty<byte>() }, s.Transaction);
                added.TrySetResult();
                // Long enough for the other to begin.
                await Task.Delay(300, Cancel);
                return 0;
            }, Cancel);
            await added.Task;
            await goes(item.Id);
            await adding;
            await using var connection = await Db.ReadAsync(Cancel);
            (await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, "select count(*) from evidence_shot")).ShouldBe(0);
        }
    }

    [Fact]
    public async Task Evidence_outlives_a_deleted_post_and_goes_when_its_author_is_erased()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        await Room.TakeAsync(id, 7, Cancel);
        await ForgetAsync("a");
        (await Room.ListAsync(id, null, 10, Cancel)).Count.ShouldBe(1);

        var holder = new PersonalEvidence(Db);
        await Db.WriteAsync(s => holder.EraseAsync(s, new(null, "7"), Cancel), Cancel);
        (await Room.ListAsync(null, null, 10, Cancel)).ShouldHaveSingleItem().PersonId.ShouldBeNull();
        (await Db.WriteAsync(s => holder.EraseAsync(s, new("push", "author-1"), Cancel), Cancel)).ShouldBe(1);
        (await Room.ListAsync(null, null, 10, Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Evidence_expires_by_its_own_time_and_can_be_removed()
    {
        var id = (await KeepOneAsync(Keep("a", "x"))).Id;
        var item = (await Room.TakeAsync(id, 7, Cancel)).ShouldNotBeNull();
        (await Room.RemoveAsync(item.Id, 7, Cancel)).ShouldBeTrue();
        (await Room.RemoveAsync(item.Id, 7, Cancel)).ShouldBeFalse();
        await Room.TakeAsync(id, 7, Cancel);
        var holder = new PersonalEvidence(Db);
        (await Db.WriteAsync(s => holder.ExpireAsync(s, Clock.Now, Cancel), Cancel)).ShouldBe(0);
        (await Db.WriteAsync(s => holder.ExpireAsync(s, Clock.Now.AddDays(1), Cancel), Cancel)).ShouldBe(1);
    }

    private static Dictionary<string, byte[]> Files(Stream zip)
    {
        using var archive = new ZipArchive(zip);
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var stream = e.Open();
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        });
    }

    /// <summary>The outside world: one page and pictures, or a refusal.</summary>
    private sealed class Web : IGuardedHttp
    {
        public static readonly byte[] Picture = [0x89, 0x50, 0x4e, 0x47];

        public bool Refuse { get; set; }

        public Task<IncomingAnswer> SendAsync(OutgoingRequest request, CancellationToken cancel) => Refuse
            ? throw new NetworkRefused(NetworkProblem.AddressRefused, $"{request.Address.Host} may not be called")
            : request.Address.AbsolutePath.EndsWith("gone.png", StringComparison.Ordinal)
            ? Task.FromResult(new IncomingAnswer(404, request.Address, new Dictionary<string, string>(), default, []))
            : request.Address.AbsolutePath.EndsWith(".png", StringComparison.Ordinal)
            ? Task.FromResult(new IncomingAnswer(
                200, request.Address, new Dictionary<string, string> { ["Content-Type"] = "image/png" }, Picture, []))
            : Task.FromResult(new IncomingAnswer(
                200, request.Address, new Dictionary<string, string> { ["Content-Type"] = "text/html" },
                Encoding.UTF8.GetBytes("<p>die Seite</p>"), []));
    }
}
