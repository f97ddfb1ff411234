using Echolot.Mentions;
using Echolot.Monitors;
using Echolot.Privacy;
using Echolot.Storage;

namespace Echolot.Insights;

/// <summary>Answers questions about what was kept, and hands it out. Thread-safe.</summary>
public sealed partial class Analyst(
    EcholotDb db, Archive archive, Watchlist watchlist, PrivacyOffice privacy, TimeProvider time);
