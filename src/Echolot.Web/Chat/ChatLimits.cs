using System.Threading.RateLimiting;

namespace Echolot.Web.Chat;

/// <summary>What strangers on foreign pages may ask of the chat, by what it costs us.</summary>
internal sealed class ChatLimits : IDisposable
{
    /// <summary>Messages a minute of one visitor.</summary>
    public const int Messages = 30;

    /// <summary>New visitors in ten minutes from one address; an office shares one.</summary>
    public const int Visitors = 10;

    /// <summary>Forms in ten minutes from one address.</summary>
    public const int Forms = 5;

    /// <summary>Transcripts by mail in an hour: one visitor, and one address.</summary>
    public const int Mails = 3;

    /// <summary>Open chats at once from one address.</summary>
    public const int Streams = 40;

    private readonly PartitionedRateLimiter<string> _messages = Window(Messages, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> _typing = Window(60, TimeSpan.FromMinutes(1));
    private readonly PartitionedRateLimiter<string> _visitors = Window(Visitors, TimeSpan.FromMinutes(10));
    private readonly PartitionedRateLimiter<string> _forms = Window(Forms, TimeSpan.FromMinutes(10));
    private readonly PartitionedRateLimiter<string> _mails = Window(Mails, TimeSpan.FromHours(1));

    private readonly PartitionedRateLimiter<string> _streams = PartitionedRateLimiter.Create<string, string>(
        address => RateLimitPartition.GetConcurrencyLimiter(address, _ => new() { PermitLimit = Streams, QueueLimit = 0 }));

    public bool MayWrite(string visitor) => Take(_messages, visitor);

    public bool MayType(string visitor) => Take(_typing, visitor);

    public bool MayBegin(string address) => Take(_visitors, address);

    public bool MayFillIn(string address) => Take(_forms, address);

    public bool MayMail(string visitor, string address) => Take(_mails, "of " + visitor) && Take(_mails, "from " + address);

    /// <summary>A place for an open chat; dispose it when the chat closes. Null: there are too many.</summary>
    public IDisposable? Open(string address)
    {
        var lease = _streams.AttemptAcquire(address);
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        return null;
    }

    public void Dispose()
    {
        foreach (var limiter in (PartitionedRateLimiter<string>[])[_messages, _typing, _visitors, _forms, _mails, _streams])
            limiter.Dispose();
    }

    private static bool Take(PartitionedRateLimiter<string> limiter, string who)
    {
        using var lease = limiter.AttemptAcquire(who);
        return lease.IsAcquired;
    }

    private static PartitionedRateLimiter<string> Window(int permits, TimeSpan window) =>
        PartitionedRateLimiter.Create<string, string>(who => RateLimitPartition.GetSlidingWindowLimiter(
            who, _ => new() { PermitLimit = permits, Window = window, SegmentsPerWindow = 5, QueueLimit = 0 }));
}
