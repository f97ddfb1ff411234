using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Echolot.Connectors.Push;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Sources.Imports;

namespace Echolot.Connectors.Import;

/// <summary>Lists of JSON objects: a place is a byte and the number of entries before it.</summary>
public sealed partial class Importer
{
    // What is looked at to learn the names: enough to meet rare ones, quick to read.
    private const int SampleEntries = 500, SampleBytes = 1 << 20, PortionEntries = 500, PortionBytes = 256 * 1024;

    private static async Task<Plan> JsonPlanAsync(
        Stream file, FileReading how, Encoding encoding, int mark, JsonEntries.Beginning beginning, PostReading reading,
        CancellationToken cancel)
    {
        var plan = new Plan(encoding, mark, null, [], [], new FilePosition(mark + beginning.Byte, 0), reading)
        {
            List = beginning,
        };
        var (names, known, own) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), true);
        var text = await AtAsync(file, plan, plan.FirstRow, cancel);
        await foreach (var entry in new JsonEntries(text, plan.List!.Value.Depth).ReadAsync(plan.FirstRow.Byte, 0, cancel))
        {
            if (entry.Fault is null)
            {
                try
                {
                    using var item = JsonDocument.Parse(Utf8(plan, entry.Bytes), Json);
                    if (Entry(plan, item.RootElement) is { ValueKind: JsonValueKind.Object } post)
                    {
                        own &= post.EnumerateObject().All(part => PostJson.IsOwn(part.Name));
                        names.AddRange(JsonEntries.Flat(post).Keys.Where(known.Add));
                    }
                }
                catch (Exception bad) when (bad is JsonException or InvalidOperationException)
                {
                    // It is told when it is read.
                }
            }
            if (entry.Number >= SampleEntries || entry.EndByte - plan.FirstRow.Byte >= SampleBytes) break;
        }
        var profile = how.Profile is null ? ExportProfile.Of(names) : ExportProfile.Named(how.Profile);
        // Posts in the push format are read as such, with attachments and deletions; an empty list has nothing to assign.
        if (names.Count == 0 || own && profile is null && how.Map is null && how.Columns is null) return plan;
        // What first comes up later is taken as well where the tool is known, unless somebody left its field out.
        var late = (profile?.Columns ?? []).SelectMany(one => one.Columns)
            .Where(name => !names.Exists(met => ExportProfile.Folded(met) == ExportProfile.Folded(name)));
        string[] all = [.. names, .. late];
        var places = Columns.Assign(how.Columns is null ? all : names, profile, how).ToList();
        if (profile is not null && how.Columns is not null)
        {
            var offered = profile.Places(names).Select(place => place.Field).ToHashSet();
            places.AddRange(profile.Places(all).Where(place => place.Column >= names.Count
                && (!offered.Contains(place.Field) || places.Exists(taken => taken.Field == place.Field))));
        }
        return plan with { Header = names, Names = all, Places = places, Profile = profile };
    }

    private async IAsyncEnumerable<FilePortion> JsonRowsAsync(
        SourceConfig source, Stream file, Plan plan, FilePosition from, int portionRows,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var text = await AtAsync(file, plan, from, cancel);
        var rows = new List<FileRow>(portionRows);
        var (begun, after) = (from, from);
        await foreach (var entry in new JsonEntries(text, plan.List!.Value.Depth).ReadAsync(from.Byte, from.Line, cancel))
        {
            after = new FilePosition(entry.EndByte, entry.Number);
            rows.Add(entry.Fault is { } fault ? Bad(entry.Number, Text(plan, entry.Bytes.Span), fault, clock.GetUtcNow(), "entry")
                : Object(source, plan, entry.Bytes, entry.Number, clock.GetUtcNow()));
            if (rows.Count < portionRows && after.Byte - begun.Byte < PortionBytes) continue;
            yield return Portion();
            (rows, begun) = (new List<FileRow>(portionRows), after);
        }
        if (rows.Count > 0) yield return Portion();

        FilePortion Portion()
        {
            rows[^1] = rows[^1] with { Event = rows[^1].Event with { Cursor = after.ToString() } };
            return new FilePortion(rows, after, Math.Min(file.Position, file.Length));
        }
    }

    private static FileRow Object(
        SourceConfig source, Plan plan, ReadOnlyMemory<byte> bytes, long line, DateTimeOffset received)
    {
        var noun = plan.List is not null ? "entry" : "line";
        try
        {
            using var item = JsonDocument.Parse(Utf8(plan, bytes), Json);
            var post = Entry(plan, item.RootElement);
            if (post.ValueKind != JsonValueKind.Object) return Wrong("is not an object");
            var draft = new PostDraft(source.Key, Origin.Import, plan.Reading, received);
            if (plan.Names.Count == 0) PostJson.Read(post, draft, strict: false);
            else
            {
                var values = JsonEntries.Flat(post);
                TableRow.Read(
                    [.. plan.Names.Select(name => values.GetValueOrDefault(name, ""))], plan.Places, plan.Profile, draft);
            }
            return draft.Finish(null, out var problem) is { } made
                ? new FileRow(line, made) { Tags = draft.Tags } : Wrong(problem!);
        }
        catch (JsonException wrong)
        {
            return Wrong($"is not JSON from byte {(wrong.BytePositionInLine ?? 0) + 1} on");
        }
        catch (InvalidOperationException)
        {
            // System.Text.Json throws this for bytes that are no UTF-8 and for half a surrogate pair.
            return Wrong("holds a text that is not valid Unicode");
        }

        FileRow Wrong(string problem) => Bad(line, Text(plan, bytes.Span), problem, received, noun);
    }

    private static ReadOnlyMemory<byte> Utf8(Plan plan, ReadOnlyMemory<byte> bytes) =>
        plan.Encoding.CodePage == 1252 ? Encoding.UTF8.GetBytes(plan.Encoding.GetString(bytes.Span)) : bytes;

    private static JsonElement Entry(Plan plan, JsonElement item) =>
        plan.List is { Wrapped: true } && item.ValueKind == JsonValueKind.Object && item.TryGetProperty("data", out var data) ? data : item;
}
