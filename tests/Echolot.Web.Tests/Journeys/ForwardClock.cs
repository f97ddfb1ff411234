namespace Echolot.Web.Tests.Journeys;

/// <summary>A clock that goes on by itself and is put forward.</summary>
internal sealed class ForwardClock : TimeProvider
{
    private long _ahead, _stands;

    public void Forward(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    /// <summary>Stands still.</summary>
    public void Stand() => Interlocked.Exchange(ref _stands, GetUtcNow().UtcTicks);

    /// <summary>Goes on from where it stood, and some time later.</summary>
    public void GoOn(TimeSpan later)
    {
        GoTo(GetUtcNow() + later);
        Interlocked.Exchange(ref _stands, 0);
    }

    /// <summary>Goes on from a moment on.</summary>
    public void GoTo(DateTimeOffset at) => Interlocked.Exchange(ref _ahead, (at - base.GetUtcNow()).Ticks);

    public override DateTimeOffset GetUtcNow() => Interlocked.Read(ref _stands) is > 0 and var stands
        ? new(stands, TimeSpan.Zero) : base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));
}
