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
}

/// <summary>Reads networks that count what is asked; stops before the limit by itself.</summary>
public interface IKeepsBudgets : IConnector
{
    SourceBudget BudgetOf(SourceConfig source, string? cursor, DateTimeOffset now);
}
