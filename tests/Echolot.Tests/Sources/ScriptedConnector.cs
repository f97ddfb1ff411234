using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Tests.Sources;

/// <summary>A network that says what the test tells it to: events one by one, failures, an end.</summary>
public sealed class ScriptedConnector : IReadsMentions
{
    public static ConnectorDescription Described { get; } = new(
        "scripted", "Scripted", "rss",
        [
            new("address", new("Adresse", "Address"), new("", ""), Required: true),
            new("token", new("Schlüssel", "Token"), new("", ""), Secret: true),
        ],
        SeesDeletions: true, SeesEdits: true, ReplayHorizon: null, new("Probe", "Rehearsal"),
        new("Einwilligung", "Consent"));

    private readonly Channel<object> _script = Channel.CreateUnbounded<object>();

    public ConnectorDescription Description => Described;

    /// <summary>Cursors that reading began with, oldest first.</summary>
    public List<string?> Began { get; } = [];

    /// <summary>Settings that the last reading was given.</summary>
    public IReadOnlyDictionary<string, string>? Settings { get; private set; }

    public void Say(params SourceEvent[] events)
    {
        foreach (var happened in events) _script.Writer.TryWrite(happened);
    }

    public void Fail(string message) => _script.Writer.TryWrite(new IOException(message));

    /// <summary>The source cannot be read, and says for how long.</summary>
    public void Trouble(SourceTrouble trouble) => _script.Writer.TryWrite(trouble);

    public void End() => _script.Writer.TryWrite("end");

    public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel)
    {
        var address = settings.GetValueOrDefault("address");
        return Task.FromResult(string.IsNullOrEmpty(address)
            ? new SourceCheck(
                null, null, settings, new Dictionary<string, LocalText> { ["address"] = new("fehlt", "missing") })
            : new SourceCheck(
                new("scripted", "here", address), $"Script {address}", settings, new Dictionary<string, LocalText>()));
    }

    public async IAsyncEnumerable<SourceEvent> ReadAsync(
        SourceConfig source, string? cursor, [EnumeratorCancellation] CancellationToken cancel)
    {
        Settings = source.Settings;
        Began.Add(cursor);
        await foreach (var said in _script.Reader.ReadAllAsync(cancel))
        {
            if (said is Exception failure) throw failure;
            if (said is not SourceEvent happened) yield break;
            yield return happened;
        }
    }
}
