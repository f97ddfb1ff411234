using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Echolot.Connectors.Push;
using Echolot.Connectors.Tests.Contract;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Connectors.Tests.Push;

public sealed class PushContract : ConnectorContract
{
    protected override Task<NetworkPlay> OpenAsync() => Task.FromResult<NetworkPlay>(new PushPlay());
}

/// <summary>A sender that repeats everything until somebody has read it.</summary>
internal sealed class PushPlay : NetworkPlay
{
    private const string Secret = "correct-horse-battery";

    private readonly PushConnector connector = new();
    private readonly List<string> lines = [];
    private readonly SourceConfig source =
        new(1, new SourceKey("push", "local", "shop"), new Dictionary<string, string> { ["secret"] = Secret });

    private int posts, contacts;
    private bool limited;

    public override ConnectorDescription Description => connector.Description;

    public override bool HasCursor => false;

    public override bool CanOutrun => false;

    public override int Contacts => contacts;

    public override async IAsyncEnumerable<SourceEvent> ReadAsync(string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        for (var sent = 0; ; await Task.Delay(20, cancel))
        {
            if (limited || sent == lines.Count) continue;
            var body = Encoding.UTF8.GetBytes(string.Join('\n', lines.Skip(sent)));
            sent = lines.Count;
            contacts++;
            var now = DateTimeOffset.UtcNow;
            var result = connector.Receive(source, new PushRequest(
                body, "application/x-ndjson", new Dictionary<string, string> { [Signature.Header] = Signature.Make(Secret, body, now) }, now));
            foreach (var line in result.Lines)
                yield return line.Event ?? new Unreadable(lines[line.Number - 1], line.Problem!, null, now);
        }
    }

    public override Task<ExternalId> PublishAsync(string text)
    {
        var id = $"p{++posts}";
        lines.Add(JsonSerializer.Serialize(new { id, text }));
        return Task.FromResult(new ExternalId("shop/" + id));
    }

    public override Task EditAsync(ExternalId id, string text) => Add(JsonSerializer.Serialize(new { id = Local(id), text }));

    public override Task DeleteAsync(ExternalId id) => Add(JsonSerializer.Serialize(new { op = "delete", id = Local(id) }));

    public override Task BreakAsync() => Add("{\"id\":");

    public override Task LimitAsync(bool on)
    {
        limited = on;
        return Task.CompletedTask;
    }

    public override Task OutrunAsync() => throw new NotSupportedException("A sender forgets nothing.");

    private Task Add(string line)
    {
        lines.Add(line);
        return Task.CompletedTask;
    }

    private static string Local(ExternalId id) => id.Value["shop/".Length..];

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
