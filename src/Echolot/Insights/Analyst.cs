using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;
using Microsoft.Extensions.Logging;

namespace Echolot.Insights;

/// <summary>
/// Answers questions about what was kept: overview with its sums, saved searches, and export. Thread-safe.
/// </summary>
/// <remarks>
/// Sums of days are made in the background from the archive's listings and carry the stamp of what they were made from.
/// Where a stamp does not fit any more, an overview counts that day itself, so its numbers are exact at any moment:
/// after
/// a crash, a deletion, an edit or a backfill. Only authors and words are as old as the sums; an overview says how old.
/// </remarks>
public sealed partial class Analyst(
    EcholotDb db, Archive archive, Watchlist watchlist, SourceRunner sources, Bus bus, PrivacyOffice privacy,
    TimeProvider time, ILogger<Analyst> log);
