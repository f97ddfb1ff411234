using Echolot.Sources;
using Echolot.Web.Components;

namespace Echolot.Web.Sources;

/// <summary>Why a source is in its state, in a sentence.</summary>
internal static class SourceWhy
{
    public static string? Of(SourceHealth health, DateTimeOffset now) => health.State switch
    {
        SourceState.Silent => health.LastItemAt is { } last
            ? SourcesText.SilentSince.With(Moments.Length(now - last), Moments.Length(health.SilentAfter))
            : SourcesText.Silent,
        SourceState.Failing or SourceState.Stopped => health.LastError is { } error ? ProblemWords.Of(error).Said : null,
        // Of one that reads nothing, "everything else is read" would be untrue.
        SourceState.Running when health.Refused.Count > 0 => SourcesText.Refused.Of(health.Refused.Count),
        _ => null,
    };
}
