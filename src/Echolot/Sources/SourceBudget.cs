namespace Echolot.Sources;

/// <summary>What a source may spend in a span of time, and how much of it is spent.</summary>
/// <param name="Unit">What is counted, such as "units a day".</param>
/// <param name="ResetsAt">When counting begins anew.</param>
public sealed record SourceBudget(LocalText Unit, long Limit, long Spent, DateTimeOffset ResetsAt);

/// <summary>Reads networks that count what is asked; stops before the limit by itself.</summary>
public interface IKeepsBudgets : IConnector
{
    SourceBudget BudgetOf(SourceConfig source, string? cursor, DateTimeOffset now);
}
