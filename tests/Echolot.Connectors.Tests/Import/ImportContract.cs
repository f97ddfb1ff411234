using System.Runtime.CompilerServices;
using System.Text.Json;
using Echolot.Connectors.Import;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Sources;
using Echolot.Sources.Imports;

namespace Echolot.Connectors.Tests.Import;

public sealed class ImportContract_on_ndjson : ConnectorContract
{
    protected override Task<NetworkPlay> OpenAsync() => Task.FromResult<NetworkPlay>(new FilePlay());
}

/// <summary>A file to which somebody appends lines.</summary>
internal sealed class FilePlay : NetworkPlay
{
    private readonly Importer importer = new(TimeProvider.System);
    private readonly string path = Path.GetTempFileName();
    private readonly SourceConfig source = new(1, new SourceKey("import", "local", "datei"), new Dictionary<string, string>());
    private int posts, contacts;

    public override ConnectorDescription Description => importer.Description;

    public override bool CanOutrun => false;

    // A file has no limits: each look is a contact, and as many are polite as fit into the time.
    public override int PoliteContacts => int.MaxValue;

    public override int Contacts => contacts;

    public override async IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        contacts++;
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0) yield break;
        await foreach (var portion in importer.ReadAsync(source, file, new FileReading(), FilePosition.Parse(cursor), cancel))
            foreach (var row in portion.Rows)
                yield return row.Event;
    }

    public override Task<ExternalId> PublishAsync(string text)
    {
        var id = $"p{++posts}";
        Append(JsonSerializer.Serialize(new { id, text, published = DateTimeOffset.UtcNow }));
        return Task.FromResult(new ExternalId("datei/" + id));
    }

    public override Task EditAsync(ExternalId id, string text) => Append(JsonSerializer.Serialize(new { id = Local(id), text }));

    public override Task DeleteAsync(ExternalId id) => Append(JsonSerializer.Serialize(new { op = "delete", id = Local(id) }));

    public override Task BreakAsync() => Append("{\"id\":");

    public override Task LimitAsync(bool on) => Task.CompletedTask;

    public override Task OutrunAsync() => throw new NotSupportedException("A file forgets nothing.");

    private Task Append(string line)
    {
        File.AppendAllText(path, line + "\n");
        return Task.CompletedTask;
    }

    private static string Local(ExternalId id) => id.Value["datei/".Length..];

    public override ValueTask DisposeAsync()
    {
        File.Delete(path);
        return ValueTask.CompletedTask;
    }
}
