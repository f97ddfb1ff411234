namespace Echolot.Sources;

/// <summary>In which form a publisher reserves text and data mining, or keeps us out.</summary>
public enum ReservationKind
{
    /// <summary>robots.txt forbids us what we read.</summary>
    RobotsUs,
    /// <summary>robots.txt keeps programs that feed language models out of the whole site.</summary>
    RobotsMiners,
    /// <summary>Header <c>tdm-reservation: 1</c>.</summary>
    TdmHeader,
    /// <summary>The same as a meta element.</summary>
    TdmMeta,
    /// <summary>The same in <c>/.well-known/tdmrep.json</c>.</summary>
    TdmFile,
    /// <summary><c>noai</c> in a robots meta element or header.</summary>
    NoAi,
}

/// <summary>A reservation of rights that was found (§ 44b (3) UrhG).</summary>
/// <param name="Policy">Address of the terms under which it may be had, or where it stood.</param>
public sealed record Reservation(ReservationKind Kind, Uri Where, string? Policy);

/// <summary>What a look at a publisher brought.</summary>
/// <param name="Found">What was found; nothing found is no permission, only no reservation.</param>
/// <param name="Unknown">
/// What could not be looked at and why, in English; null: all of it was. Then what is not found is not there.
/// </param>
public sealed record ReservationLook(IReadOnlyList<Reservation> Found, string? Unknown = null);

/// <summary>Can say whether publishers of a source reserve their rights.</summary>
public interface ILooksForReservations : IConnector
{
    /// <summary>What was found, and what could not be looked at.</summary>
    /// <exception cref="SourceTrouble">The publisher cannot be asked at all now.</exception>
    Task<ReservationLook> LookAsync(SourceConfig source, CancellationToken cancel);
}
