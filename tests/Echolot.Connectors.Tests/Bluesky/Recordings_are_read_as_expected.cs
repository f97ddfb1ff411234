using System.Globalization;
using System.Text;
using Echolot.Connectors.Bluesky;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Sources;
using Shouldly;
using Xunit;
using Reading = Echolot.Connectors.Bluesky.Reading;

namespace Echolot.Connectors.Tests.Bluesky;

/// <summary>Frames made after the lexicons, and beside each file what must be understood of it, one line per event.</summary>
public sealed class Recordings_are_read_as_expected
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("v2"), InlineData("v1")]
    public void Every_frame_becomes_the_expected_events(string wire)
    {
        var told = new StringBuilder();
        var reading = Fresh(wire, null);
        foreach (var frame in Frames(wire))
        {
            var events = new List<SourceEvent>();
            reading.Take(frame, Now, events);
            foreach (var one in events) told.Append(Told(one)).Append('\n');
        }
        told.Append("ended with ").Append(reading.Error ?? "nothing").Append('\n');
        var received = Path.Combine(AppContext.BaseDirectory, wire + ".received.txt");
        File.WriteAllText(received, told.ToString());
        var expected = Path.Combine(Folder, wire + ".expected.txt");
        told.ToString().ShouldBe(File.Exists(expected) ? File.ReadAllText(expected) : "", $"to accept what is read now: cp {received} {expected}");
    }

    [Theory]
    [InlineData("v2"), InlineData("v1")]
    public void Going_on_at_any_cursor_leaves_out_exactly_what_was_read(string wire)
    {
        var all = Cursors(wire, null);
        foreach (var cursor in all) Cursors(wire, cursor).ShouldBe(all.Skip(all.IndexOf(cursor) + 1), cursor);
    }

    [Fact]
    public void Events_of_the_same_microsecond_are_all_read()
    {
        var frames = Frames("v1").Take(3).Select(frame => Encoding.UTF8.GetBytes(
            System.Text.RegularExpressions.Regex.Replace(Encoding.UTF8.GetString(frame), "\"time_us\":[0-9]+", "\"time_us\":1795255200000000"))).ToList();
        var all = Cursors("v1", null, frames);
        all.Distinct().Count().ShouldBe(3);
        foreach (var cursor in all) Cursors("v1", cursor, frames).ShouldBe(all.Skip(all.IndexOf(cursor) + 1));
    }

    [Fact]
    public void Cut_or_bent_frames_never_throw()
    {
        var random = new Random(7);
        foreach (var wire in new[] { "v2", "v1" })
        {
            foreach (var frame in Frames(wire).Where(frame => frame.Length < 4_000))
            {
                for (var turn = 0; turn < 200; turn++)
                {
                    var bent = frame.ToArray();
                    for (var i = 0; i < 1 + turn % 4; i++) bent[random.Next(bent.Length)] = (byte)random.Next(256);
                    var events = new List<SourceEvent>();
                    Fresh(wire, null).Take(bent.AsMemory(0, turn % 2 == 0 ? bent.Length : random.Next(bent.Length)), Now, events);
                    events.OfType<Unreadable>().ShouldAllBe(bad => bad.Excerpt.Length <= 500);
                }
            }
        }
    }

    [Fact]
    public void A_frame_costs_few_bytes_because_the_whole_network_passes_here()
    {
        var frame = Frames("v2")[1];
        var events = new List<SourceEvent>(1);
        var place = new Position(Wire.V2, "other", 0, 0, 0);
        Pass(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        Pass(20_000);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / 20_000;
        var took = System.Diagnostics.Stopwatch.GetElapsedTime(started);
        TestContext.Current.SendDiagnosticMessage($"{bytes} bytes and {took.TotalMicroseconds / 20_000:0.0} µs a frame");
        bytes.ShouldBeLessThan(4_000);

        void Pass(int times)
        {
            var reading = Fresh("v2", place);
            for (var i = 0; i < times; i++)
            {
                events.Clear();
                reading.Take(frame, Now, events);
                events.Count.ShouldBeGreaterThan(0);
            }
        }
    }

    private static List<string> Cursors(string wire, string? from, IReadOnlyList<byte[]>? frames = null)
    {
        var reading = Fresh(wire, Position.Parse(from));
        var events = new List<SourceEvent>();
        foreach (var frame in frames ?? Frames(wire)) reading.Take(frame, Now, events);
        // What cannot be understood at all has no place of its own.
        return [.. events.Where(one => one is not (Unreadable or Gap)).Select(one => one.Cursor!)];
    }

    private static Reading Fresh(string wire, Position? from) => new(
        new SourceKey("bluesky", "bsky.network", "stream"), wire == "v2" ? Wire.V2 : Wire.V1, "host", from ??
            (wire == "v2" ? new Position(Wire.V2, "", 0, Position.Microseconds(Now.AddHours(-50)), 0) : null), null, new Handles());

    private static string Told(SourceEvent one) => one switch
    {
        Upserted { Mention: var m } => string.Create(CultureInfo.InvariantCulture,
            $"{m.Kind} {m.Id} rev={m.Revision} at={m.PublishedAt:yyyy-MM-dd'T'HH:mm:ss.fff}{(m.ClockSuspect ? "?" : "")}{(m.EditedAt is null ? "" : " edited")} "
            + $"lang={m.LanguageDeclared} by={m.Author.Id}/{m.Author.Handle} parent={m.ParentId} root={m.RootId} quoted={m.QuotedId} url={m.Url} "
            + $"[{string.Join(", ", m.Attachments.Select(a => $"{a.Kind} {a.Remote} {a.Mime} {a.AltText}"))}] {m.Text.ReplaceLineEndings("⏎")}"),
        Deleted d => $"deleted {d.Id} {d.Why}",
        AuthorChanged a => $"author {a.Author.Id} is {a.Author.Handle}",
        AuthorGone a => $"author {a.Author} {(a.Back ? "is back" : a.Reversible ? "is hidden" : "is gone")}",
        Gap g => string.Create(CultureInfo.InvariantCulture, $"gap {g.From:O} to {g.To:O} {g.Why} {g.Cursor}"),
        Unreadable u => $"unreadable: {u.Problem}",
        _ => one.GetType().Name,
    };

    private static readonly string Folder =
        Path.Combine(Checkout.Root, "tests", "Echolot.Connectors.Tests", "Bluesky", "recordings");

    private static List<byte[]> Frames(string wire) =>
        [.. File.ReadLines(Path.Combine(Folder, wire + ".jsonl")).Select(line => Encoding.UTF8.GetBytes(line))];
}
