namespace Echolot.Conversations;

/// <summary>Where a conversation stands.</summary>
public enum ConversationState
{
    /// <summary>Nobody has taken it on.</summary>
    New,

    /// <summary>Somebody works on it.</summary>
    Open,

    /// <summary>We have answered or asked; the next word is the customer's.</summary>
    WaitingForCustomer,

    /// <summary>A colleague, a supplier or an approval is waited for.</summary>
    WaitingInternally,

    /// <summary>Laid aside until a time or an answer.</summary>
    Snoozed,

    Done,

    /// <summary>Nothing to answer; never opens again by itself.</summary>
    Ignored,
}
