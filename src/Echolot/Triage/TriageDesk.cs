using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Privacy;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Triage;

/// <summary>Rules in their order, runs over many mentions, saved views.</summary>
/// <remarks>
/// Thread-safe. Rules work after a mention was kept, from the fact that says so, and never hold up the intake. What a
/// rule does to a mention and that it hit it are written in one transaction: after a crash the fact comes again and
/// changes nothing twice.
/// </remarks>
public sealed partial class TriageDesk(
    EcholotDb db, Archive archive, Bus bus, PrivacyOffice privacy, TimeProvider clock, ILogger<TriageDesk> log)
{
    /// <summary>Most characters of the name of a rule or a view.</summary>
    public const int LongestName = 80;

    private const string SubscriberName = "triage";

    private long Now => clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Hears facts before the host starts.</summary>
    internal void Listen()
    {
        bus.Subscribe<MentionsKept>(SubscriberName, HearAsync);
        bus.Subscribe<MentionsForgotten>(SubscriberName, ForgetAsync);
    }

    private static string Named(string name)
    {
        name = name.Trim();
        return name.Length switch
        {
            0 => throw new TriageException(TriageRefusal.NameMissing, "The name is empty; write what it is for."),
            > LongestName => throw new TriageException(
                TriageRefusal.NameTooLong, $"The name is longer than {LongestName} characters; choose a shorter one."),
            _ => name,
        };
    }
}
