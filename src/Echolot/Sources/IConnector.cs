using System.Text.Json;
using Echolot.Mentions;

namespace Echolot.Sources;

/// <summary>What a connector can do and what it needs, as data for screens and tests.</summary>
/// <param name="Name">Short lower-case name, such as <c>feeds</c>; part of every mention's identity, never
/// changes.</param>
/// <param name="Settings">Fields of the settings form, in order.</param>
/// <param name="SeesDeletions">Whether deletions are reported by the network.</param>
/// <param name="LegalBasis">Legal basis in one sentence per language.</param>
public sealed record ConnectorDescription(
    string Name, string Title, string Icon, IReadOnlyList<SettingField> Settings, bool SeesDeletions, bool SeesEdits,
    TimeSpan? ReplayHorizon, LocalText Summary, LocalText LegalBasis)
{
    /// <summary>What is seen of the network, for the map of coverage; null leaves it to the summary.</summary>
    public LocalText? Sees { get; init; }

    /// <summary>What stays invisible, and why.</summary>
    public LocalText? Misses { get; init; }

    /// <summary>How far back gaps can be read again, or why they cannot.</summary>
    public LocalText? Rereads { get; init; }

    /// <summary>What reading costs, in money or in a daily allowance; null where nobody counts.</summary>
    public LocalText? Cost { get; init; }
}

/// <summary>A text in both languages of the product.</summary>
public sealed record LocalText(string De, string En);

/// <summary>One field of a source's settings. Secrets are stored encrypted and never shown again.</summary>
public sealed record SettingField(
    string Key, LocalText Label, LocalText Hint, bool Required = false, bool Secret = false, string? Default = null,
    string Kind = "text")
{
    /// <summary>Has a default and is changed on a page of its own, not in the list of fields.</summary>
    public bool OwnPage { get; init; }
}

/// <summary>A configured source as its connector sees it.</summary>
public sealed record SourceConfig(long Id, SourceKey Key, IReadOnlyDictionary<string, string> Settings)
{
    public string? this[string key] => Settings.GetValueOrDefault(key);
}

/// <summary>A kind of source. Each ability is an interface of its own.</summary>
public interface IConnector
{
    ConnectorDescription Description { get; }

    /// <summary>Checks settings and makes the source's key; problems are keyed by field.</summary>
    Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel);
}

/// <summary>
/// Result of checking settings: a key and a suggested name, or problems keyed by field (empty key: whole form).
/// </summary>
public sealed record SourceCheck(
    SourceKey? Key, string? SuggestedName, IReadOnlyDictionary<string, string> Settings,
    IReadOnlyDictionary<string, LocalText> Problems);

/// <summary>
/// Reads mentions until cancelled, from the cursor on (null: from now, or from the beginning where that is small).
/// </summary>
public interface IReadsMentions : IConnector
{
    IAsyncEnumerable<SourceEvent> ReadAsync(SourceConfig source, string? cursor, CancellationToken cancel);
}

/// <summary>Can read again what lies in a gap.</summary>
public interface IBackfillsGaps : IConnector
{
    /// <summary>Whether the network allows it for this source.</summary>
    bool CanBackfill(SourceConfig source);

    /// <summary>Whether reading costs of an allowance that live reading needs as well: then somebody has to ask for it.</summary>
    bool BackfillCosts => false;

    /// <summary>
    /// What was published between two moments, oldest first. Cursors are null: the place of the present stays.
    /// </summary>
    /// <exception cref="SourceTrouble">It cannot be read now, or the network does not reach back to the beginning; what
    /// came before stays.</exception>
    IAsyncEnumerable<SourceEvent> BackfillAsync(
        SourceConfig source, DateTimeOffset from, DateTimeOffset to, CancellationToken cancel);
}

/// <summary>Knows the names of authors whom its stream gives by id only.</summary>
public interface INamesAuthors : IConnector
{
    /// <summary>What the network says about these authors (at most 25 at once); unknown ones are left out.</summary>
    /// <exception cref="SourceTrouble">Nobody can be asked now.</exception>
    Task<IReadOnlyList<AuthorRef>> NameAsync(
        SourceConfig source, IReadOnlyList<ExternalId> authors, CancellationToken cancel);
}

/// <summary>Takes what others push to us: verifies and splits, no input or output.</summary>
public interface IReceivesPushes : IConnector
{
    PushResult Receive(SourceConfig source, PushRequest request);
}

/// <param name="Body">Raw bytes as received.</param>
public sealed record PushRequest(
    ReadOnlyMemory<byte> Body, string? ContentType, IReadOnlyDictionary<string, string> Headers,
    DateTimeOffset ReceivedAt);

/// <summary>Verified and split push, or why it was refused.</summary>
public sealed record PushResult(bool Authentic, string? Refusal, IReadOnlyList<PushLine> Lines);

/// <summary>One line of a push: an event, or what is wrong with it.</summary>
public sealed record PushLine(int Number, SourceEvent? Event, string? Id, string? Problem)
{
    /// <summary>Labels for the mention, once it is kept.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}
