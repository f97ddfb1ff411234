using Echolot.Mentions;
using Echolot.Sources;

namespace Echolot.Intake;

/// <summary>What a batch means for the logbook of its sources.</summary>
internal static class Entries
{
    /// <summary>One entry per source, from its events in order.</summary>
    public static IReadOnlyList<LogEntry> Of(IReadOnlyList<Arrived> events, IReadOnlyList<Taken> taken)
    {
        var bySource = new Dictionary<long, Entry>();
        for (var i = 0; i < events.Count; i++)
        {
            if (!bySource.TryGetValue(events[i].Source.Id, out var entry))
                bySource.Add(events[i].Source.Id, entry = new Entry());
            entry.Add(events[i], taken[i]);
        }
        return [.. bySource.Select(e => e.Value.Close(e.Key))];
    }

    private sealed class Entry
    {
        private readonly List<Arrival> _arrivals = [];
        private readonly List<KnownGap> _gaps = [];
        private readonly Dictionary<ReservationKind, Reservation> _reserved = [];
        private string? _cursor;
        private string? _problem;
        private IReadOnlyDictionary<string, string>? _refused;
        private DateTimeOffset _contact;
        private DateTimeOffset? _item;
        private int _items;
        private int _kept;
        private int _errors;

        public void Add(Arrived arrived, Taken taken)
        {
            var happened = arrived.Event;
            _cursor = happened.Cursor ?? _cursor;
            if (happened.ReceivedAt > _contact) _contact = happened.ReceivedAt;
            if (happened is Gap gap) _gaps.Add(new KnownGap(gap.From, gap.To, gap.Why));
            if (happened is TargetsRefused refused) _refused = refused.Problems;
            if (happened is ReservationFound found) _reserved[found.Reservation.Kind] = found.Reservation;
            if (arrived.Problem is not null || happened is Unreadable)
            {
                _errors++;
                _problem = taken.Problem;
            }
            // What is read a second time is no news about the rhythm of the source.
            if (happened is not Upserted { Mention: var mention } || taken.As is TakenAs.AlreadyKnown) return;
            _items++;
            if (taken.As is TakenAs.Kept or TakenAs.Revised) _kept++;
            _item = happened.ReceivedAt;
            if (mention.Origin is Origin.Stream or Origin.Webhook or Origin.Poll or Origin.Search)
                _arrivals.Add(
                    new Arrival(happened.ReceivedAt, mention.EditedAt ?? mention.PublishedAt, mention.ClockSuspect));
        }

        public LogEntry Close(long sourceId) =>
            new(sourceId, _cursor, _contact, _items, _kept, _errors, _problem, _item, _arrivals, _gaps) 
            {
                Refused = _refused, Reserved = [.. _reserved.Values],
            };
    }
}
