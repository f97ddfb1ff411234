return await Echolot.Web.Cli.CommandLine.RunAsync(args);

/// <summary>Named so that tests can start the application in process.</summary>
public partial class Program;
