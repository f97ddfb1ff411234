namespace Echolot.Web.Tests.Journeys;

/// <summary>A clock that goes on by itself and is put forward.</summary>
internal sealed class ForwardClock : TimeProvider
{
    private long _ahead;

    public void Forward(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    /// <summary>Goes on from a moment on.</summary>
    public void GoTo(DateTimeOffset at) => Interlocked.Exchange(ref _ahead, (at - base.GetUtcNow()).Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
