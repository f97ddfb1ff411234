using Echolot.Alerts;
using Echolot.Enrichment;
using Echolot.Intake;
using Echolot.Mentions;
using Echolot.Messaging;
using Echolot.Monitors;
using Echolot.Sources;
using Echolot.Storage;
using Echolot.Teams;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Echolot;

/// <summary>Every slice of the product, in the order a post travels.</summary>
public static class Slices
{
    /// <summary>Registers the slices over an opened database. Connectors are added by their own assembly.</summary>
    public static IServiceCollection AddEcholot(this IServiceCollection services, EcholotDb db)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(db);
        services.AddSingleton<Bus>();
        services.AddSingleton<Roster>();
        services.AddSingleton<Archive>();
        services.AddSingleton<SourceRunner>();
        services.AddSingleton<Watchlist>();
        services.AddSingleton(_ => Enrichers.Load());
        services.AddSingleton<Gate>();
        services.AddSingleton<ITakesEvents>(s => s.GetRequiredService<Gate>());
        services.AddSingleton<AlertDesk>();
        return services;
    }
}
