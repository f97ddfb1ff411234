using Echolot.Mentions;

namespace Echolot.Conversations;

/// <summary>When many customers saying the same is worth an incident.</summary>
public static class Gathering
{
    /// <summary>The time that is looked at.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromDays(14);

    /// <summary>The time before it that says what is usual.</summary>
    public static readonly TimeSpan Baseline = TimeSpan.FromDays(56);

    /// <summary>Different customers that have to say it.</summary>
    public const int FewestCustomers = 5;

    /// <summary>Different customers of the baseline below whom nobody can tell what is usual.</summary>
    public const int FewestBefore = 20;

    /// <summary>How many times the usual share.</summary>
    public const double Times = 3;

    /// <summary>G² of 15.13 is p = 0.0001 with one degree of freedom: thousands of words are tried at once.</summary>
    public const double Significant = 15.13;

    /// <summary>Messages of a day of the window, and of a day before it, that are read: the newest.</summary>
    public const int MostADay = 2000, MostADayBefore = 500;

    /// <summary>A dismissed one comes back with so many times the customers that it had.</summary>
    public const int Grown = 2;

    /// <summary>So many customers of one form of a word make it worth to count all its forms.</summary>
    internal const int FewestForms = 3;

    /// <summary>Whether customers of a term are enough, far more than usual, and beyond chance.</summary>
    public static bool IsFar(long customers, long ofCustomers, long before, long ofBefore) =>
        customers >= FewestCustomers && ofBefore >= FewestBefore
        && (double)customers * ofBefore >= Times * before * ofCustomers
        && LogLikelihood.Of(customers, ofCustomers, before, ofBefore) > Significant;
}
