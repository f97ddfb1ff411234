using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Tests.Conversations;

/// <summary>A network to which replies can be sent and that fails as a test says.</summary>
public sealed class TalkingNetwork(string name = TalkingNetwork.Name) : IActsOnItems, IKnowsAnswerable
{
    public const string Name = "talking";
    private static readonly LocalText nothing = new("", "");
    private readonly Lock _turn = new();
    private readonly List<OutgoingReply> _posted = [];
    private readonly List<(ItemAct, string)> _acted = [];

    /// <summary>What happens to the next replies: after it was posted or instead of posting it.</summary>
    public Func<OutgoingReply, SendOutcome?>? Before { get; set; }

    public Func<OutgoingReply, SendOutcome?>? After { get; set; }

    /// <summary>What looking finds; null: what is there.</summary>
    public Func<OutgoingReply, SendFinding>? Looking { get; set; }

    public ReplyAbilities Can { get; set; } = new(
        new TextLimit(300, LengthUnit.Grapheme), new TextLimit(1000, LengthUnit.Utf16), Self: new("self"));

    public IReadOnlyList<OutgoingReply> Posted
    {
        get { lock (_turn) return [.. _posted]; }
    }

    public ConnectorDescription Description { get; } = new(
        name, "Talking", "message-circle", [new("name", nothing, nothing)], true, true, null, nothing, nothing);

    public Task<SourceCheck> CheckAsync(IReadOnlyDictionary<string, string> settings, CancellationToken cancel) =>
        Task.FromResult(new SourceCheck(
            new(name, "here", settings["name"]), settings["name"], settings, new Dictionary<string, LocalText>()));

    public ReplyAbilities? Abilities(SourceConfig source) => Can;

    public Task<SendOutcome> SendAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel)
    {
        if (Before?.Invoke(reply) is { } instead) return Task.FromResult(instead);
        lock (_turn) _posted.Add(reply);
        return Task.FromResult(After?.Invoke(reply) ?? new SendOutcome.Sent(IdOf(reply), null));
    }

    public Task<SendFinding> FindAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel) =>
        Task.FromResult(Looking?.Invoke(reply)
            ?? (Posted.Any(p => p.Key == reply.Key) ? new SendFinding.Found(IdOf(reply), null) : new SendFinding.Missing()));

    /// <summary>What was done with what was said, in order.</summary>
    public IReadOnlyList<(ItemAct Act, string Item)> Acted
    {
        get { lock (_turn) return [.. _acted]; }
    }

    /// <summary>What becomes of acts; null: they are done.</summary>
    public Func<ItemAct, ActOutcome?>? Acting { get; set; }

    public Task<ActOutcome> ActAsync(
        SourceConfig source, ItemAct act, ExternalId item, string? local, CancellationToken cancel)
    {
        lock (_turn) _acted.Add((act, item.Value));
        return Task.FromResult(Acting?.Invoke(act) ?? new ActOutcome.Done());
    }

    /// <summary>What it says of whether something can be answered; null: it can.</summary>
    public Func<Leg, string, CancellationToken, Task<Answerable>>? Answering { get; set; }

    /// <summary>So often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    private int _asked;

    public Task<Answerable> AnswerableAsync(
        SourceConfig source, Leg leg, ExternalId item, string? local, CancellationToken cancel)
    {
        Interlocked.Increment(ref _asked);
        return Answering?.Invoke(leg, item.Value, cancel) ?? Task.FromResult<Answerable>(new Answerable.Open());
    }

    public static ExternalId IdOf(OutgoingReply reply) => new($"reply-{reply.Key}");
}
