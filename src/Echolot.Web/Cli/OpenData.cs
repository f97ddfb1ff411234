using Echolot.Connectors;
using Echolot.Storage;

namespace Echolot.Web.Cli;

/// <summary>Opens the data for a verb that works without a server.</summary>
internal static class OpenData
{
    /// <summary>
    /// Every slice over the data in <paramref name="data"/>, or over PostgreSQL where <c>Echolot__Database</c> names
    /// it.
    /// </summary>
    /// <exception cref="StorageException">A server has the data open, or it cannot be read.</exception>
    public static async Task<ServiceProvider> OpenAsync(DirectoryInfo data, CancellationToken cancel)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        data.Create();
        var db = await EcholotDb.OpenAsync(OptionsOf(data, configuration), cancel);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddEcholot(db, data);
        services.AddConnectors(configuration);
        return services.BuildServiceProvider();
    }

    /// <summary>Where the data is, without opening it.</summary>
    public static StorageOptions OptionsOf(DirectoryInfo data) =>
        OptionsOf(data, new ConfigurationBuilder().AddEnvironmentVariables().Build());

    private static StorageOptions OptionsOf(DirectoryInfo data, IConfiguration configuration) =>
        configuration["Echolot:Database"] is { } postgres && !string.IsNullOrWhiteSpace(postgres)
            ? new StorageOptions(Engine.Postgres, postgres)
            : new StorageOptions(Engine.Sqlite, Path.Combine(data.FullName, "echolot.db"));
}
