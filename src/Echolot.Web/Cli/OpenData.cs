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
    /// <param name="make">
    /// Whether an empty database is made where there is none. A verb that only asks must not: an answer of "nothing is
    /// stored" from a folder that was mistyped is a wrong one.
    /// </param>
    /// <exception cref="StorageException">
    /// A server has the data open, it cannot be read, or there is none and none is to be made.
    /// </exception>
    public static async Task<ServiceProvider> OpenAsync(DirectoryInfo data, bool make, CancellationToken cancel)
    {
        var configuration = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var options = OptionsOf(data, configuration);
        if (!make && options.Engine is Engine.Sqlite && !File.Exists(options.ConnectionString))
            throw new StorageException($"There is no database at {options.ConnectionString}. Name the data folder with --data.");
        Make(data);
        var db = await EcholotDb.OpenAsync(options, cancel);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging();
        services.AddEcholot(db, data);
        services.AddConnectors(configuration);
        return services.BuildServiceProvider();
    }

    /// <summary>Makes the folder of the data where it is missing.</summary>
    /// <exception cref="StorageException">It is a file.</exception>
    public static void Make(DirectoryInfo data)
    {
        if (File.Exists(data.FullName))
            throw new StorageException($"{data.FullName} is a file. Name a folder with --data.");
        data.Create();
    }

    /// <summary>Where the data is, without opening it.</summary>
    public static StorageOptions OptionsOf(DirectoryInfo data) =>
        OptionsOf(data, new ConfigurationBuilder().AddEnvironmentVariables().Build());

    private static StorageOptions OptionsOf(DirectoryInfo data, IConfiguration configuration) =>
        configuration["Echolot:Database"] is { } postgres && !string.IsNullOrWhiteSpace(postgres)
            ? new StorageOptions(Engine.Postgres, postgres)
            : new StorageOptions(Engine.Sqlite, Path.Combine(data.FullName, "echolot.db"));
}
