namespace Echolot.Sources;

/// <summary>What a source may spend in a span of time, and how much of it is spent.</summary>
/// <param name="Unit">What is counted, such as "units a day".</param>
/// <param name="ResetsAt">When counting begins anew.</param>
public sealed record SourceBudget(LocalText Unit, long Limit, long Spent, DateTimeOffset ResetsAt)
{
    /// <summary>Answers that are there and have not been read yet, because it did not allow it; at most.</summary>
    public long Unread { get; init; }

    /// <summary>Answers that will not be read any more, because too many were owed.</summary>
    public long GivenUp { get; init; }

    /// <summary>What all sources with the same access data have spent together; null where no other shares them.</summary>
    public SharedBudget? Shared { get; init; }
}

/// <summary>What sources with the same access data may spend together in the same span of time, and have spent.</summary>
public sealed record SharedBudget(long Limit, long Spent);

/// <summary>Reads networks that count what is asked; stops before the limit by itself.</summary>
public interface IKeepsBudgets : IConnector
{
    SourceBudget BudgetOf(SourceConfig source, string? cursor, DateTimeOffset now);
}
