using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Echolot.Privacy;

public sealed partial class PrivacyOffice
{
    private static readonly JsonWriterOptions Readable = new() { Indented = true };

    /// <summary>
    /// Everything stored about a person, over every slice (GDPR Art. 15); the access is noted in the audit log.
    /// </summary>
    public async IAsyncEnumerable<PersonalRecord> ExportAsync(
        DataSubject subject, long? actorId, [EnumeratorCancellation] CancellationToken cancel)
    {
        var pseudonym = await PseudonymAsync(subject, cancel);
        await db.WriteAsync(scope => RecordAsync(scope, actorId, "person.exported", pseudonym, null, cancel), cancel);
        foreach (var holder in _holders.Value)
            await foreach (var record in holder.ExportAsync(subject, cancel))
                yield return record;
    }

    /// <summary>
    /// Writes <see cref="ExportAsync(DataSubject, long?, CancellationToken)"/> as one JSON object:
    /// <c>subject</c>, <c>exported_at</c>, <c>records</c> (each with <c>table</c>, <c>id</c> and <c>fields</c>).
    /// Returns the number of records.
    /// </summary>
    public async Task<int> ExportAsync(DataSubject subject, Stream output, long? actorId, CancellationToken cancel)
    {
        var count = 0;
        await using var json = new Utf8JsonWriter(output, Readable);
        json.WriteStartObject();
        json.WriteStartObject("subject");
        json.WriteString("connector", subject.Connector);
        json.WriteString("id", subject.Id);
        json.WriteString("handle", subject.Handle);
        json.WriteEndObject();
        json.WriteString("exported_at", time.GetUtcNow());
        json.WriteStartArray("records");
        await foreach (var record in ExportAsync(subject, actorId, cancel))
        {
            count++;
            json.WriteStartObject();
            json.WriteString("table", record.Table);
            json.WriteString("id", record.Id);
            json.WriteStartObject("fields");
            foreach (var (name, value) in record.Fields)
            {
                json.WritePropertyName(name);
                JsonSerializer.Serialize(json, value);
            }
            json.WriteEndObject();
            json.WriteEndObject();
            // A person with many posts must not be gathered in memory.
            if (json.BytesPending > 1 << 20) await json.FlushAsync(cancel);
        }
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancel);
        return count;
    }
}
