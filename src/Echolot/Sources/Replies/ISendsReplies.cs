using Echolot.Mentions;

namespace Echolot.Sources;

/// <summary>Can answer in the name of a source's account.</summary>
/// <remarks>
/// Sending is asked for at most once for each key while the outcome is not known. An implementation makes the key part of
/// what it sends wherever the network allows it, so that the network itself refuses a second time. Files are handed over
/// before the text: what was handed over twice and is not part of a text is seen by nobody.
/// </remarks>
public interface ISendsReplies : IConnector
{
    /// <summary>What can be sent by this source; null where its settings do not allow sending, such as no access token.</summary>
    ReplyAbilities? Abilities(SourceConfig source);

    /// <summary>Sends a reply once. Never throws for what the network says or fails to say: that is the outcome.</summary>
    Task<SendOutcome> SendAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel);

    /// <summary>Looks at the network for a reply whose outcome is not known.</summary>
    /// <exception cref="SourceTrouble">
    /// Nobody could be asked, or it is too early to tell; the next look comes later.
    /// </exception>
    Task<SendFinding> FindAsync(SourceConfig source, OutgoingReply reply, CancellationToken cancel);
}

/// <summary>Who can read what is said: everybody, or only the person it is said to.</summary>
public enum Leg { Public = 1, Private = 2 }

/// <summary>What can be said by a source and how much of it, as data for composer, checks and tests.</summary>
/// <param name="Public">Longest public reply; null: none can be sent.</param>
/// <param name="Private">Longest private message; null: none can be sent.</param>
/// <param name="OpensPrivate">Whether we may write privately first, without a private word of the customer.</param>
/// <param name="PrivateWindow">
/// How long after the customer's last private word we may write; null: without end.
/// </param>
/// <param name="PublicWindow">The same for public replies, from what they answer on; null: without end.</param>
/// <param name="Mentions">Whether the handle of the other side has to stand in the text to reach it.</param>
/// <param name="Self">Author id of our account, by which what we said ourselves is known; null: not known.</param>
public sealed record ReplyAbilities(
    TextLimit? Public, TextLimit? Private, bool OpensPrivate = false, TimeSpan? PrivateWindow = null,
    bool Mentions = false, ExternalId? Self = null, TimeSpan? PublicWindow = null)
{
    /// <summary>Files that can go along; null: none can.</summary>
    public FileLimits? Files { get; init; }

    /// <summary>What can be done with public words of others; empty: nothing. Only of an <see cref="IActsOnItems"/>.</summary>
    public IReadOnlyList<ItemAct> Acts { get; init; } = [];

    public TextLimit? Limit(Leg leg) => leg is Leg.Public ? Public : Private;

    public TimeSpan? Window(Leg leg) => leg is Leg.Public ? PublicWindow : PrivateWindow;
}

/// <summary>A reply on its way out.</summary>
/// <param name="Key">Known for ever: the same reply has the same key in every attempt.</param>
/// <param name="Leg">Who can read it.</param>
/// <param name="Text">Plain text as it is to appear.</param>
/// <param name="ReplyTo">What it answers, by its global id; null: the first private word.</param>
/// <param name="LocalReplyTo">The same by the id of this instance, where it has one.</param>
/// <param name="Root">Beginning of the thread.</param>
/// <param name="To">To whom.</param>
/// <param name="Language">BCP 47 tag of the text; null: not known.</param>
/// <param name="At">When it was released for sending: its time at networks that let us choose.</param>
public sealed record OutgoingReply(
    string Key, Leg Leg, string Text, ExternalId? ReplyTo, string? LocalReplyTo, ExternalId? Root, AuthorRef? To,
    string? Language, DateTimeOffset At)
{
    /// <summary>What the conversation is about, for channels with a subject; null: nobody said.</summary>
    public string? Subject { get; init; }

    /// <summary>What was said on this leg and channel before, oldest first; as many as a channel needs to thread by.</summary>
    public IReadOnlyList<ExternalId> Earlier { get; init; } = [];

    /// <summary>Written by an automatic reply, not by a person.</summary>
    public bool Automatic { get; init; }

    /// <summary>What goes along, in its order; empty where a reply is only looked for.</summary>
    public IReadOnlyList<OutgoingFile> Files { get; init; } = [];
}

/// <summary>What became of an attempt to send.</summary>
public abstract record SendOutcome
{
    private SendOutcome() { }

    /// <summary>It is out.</summary>
    public sealed record Sent(ExternalId Id, Uri? Url, string? LocalId = null) : SendOutcome;

    /// <summary>Surely not sent, and trying again would not help; a person has to decide.</summary>
    /// <param name="Why">What to do, for the person who wrote it.</param>
    public sealed record Refused(LocalText Why) : SendOutcome;

    /// <summary>Surely not sent; may be tried again after a while.</summary>
    public sealed record Later(TimeSpan After, LocalText Why) : SendOutcome;

    /// <summary>Nobody knows: a connection broke after the text had left. Never sent again without looking.</summary>
    /// <param name="Why">What happened, for the person who wrote it.</param>
    public sealed record Unknown(LocalText Why) : SendOutcome;
}

/// <summary>What looking for a reply found.</summary>
public abstract record SendFinding
{
    private SendFinding() { }

    /// <summary>It is out.</summary>
    public sealed record Found(ExternalId Id, Uri? Url, string? LocalId = null) : SendFinding;

    /// <summary>Surely not there, and sending it again under the same key cannot make it appear twice.</summary>
    public sealed record Missing : SendFinding;

    /// <summary>It cannot be told; a person has to look.</summary>
    public sealed record Unclear(LocalText Why) : SendFinding;
}
