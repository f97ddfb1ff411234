using System.CommandLine;
using Echolot.Privacy;
using Echolot.Sources;
using Echolot.Storage;

namespace Echolot.Web.Cli;

/// <summary>
/// <c>echolot erase</c> and <c>echolot export</c>: what the law lets a person ask for, without a server running.
/// </summary>
internal static class PrivacyVerbs
{
    private const int NotDone = 2;

    public static void AddTo(Command root)
    {
        root.Subcommands.Add(Erase());
        root.Subcommands.Add(Export());
    }

    private static Command Erase()
    {
        var subject = new SubjectOptions();
        var yes = new Option<bool>("--yes") { Description = "Erase; without it the verb only says what is stored" };
        var verb = new Command("erase", "Erases everything about a person (GDPR Art. 17); it cannot be undone") { yes };
        subject.AddTo(verb);
        verb.SetAction((parsed, cancel) => WithOfficeAsync(parsed, subject, async (office, person) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (!parsed.GetValue(yes))
            {
                var found = await office.ExportAsync(person, null, cancel).CountAsync(cancel);
                await output.WriteLineAsync(
                    $"{found} records are stored about this person. Add --yes to erase them for good.");
                return 0;
            }
            var erased = await office.EraseAsync(person, null, cancel);
            await output.WriteLineAsync($"{erased.Rows} rows erased");
            foreach (var (kind, rows) in erased.ByKind.Where(k => k.Value > 0))
                await output.WriteLineAsync($"  {kind}: {rows}");
            return 0;
        }, cancel));
        return verb;
    }

    private static Command Export()
    {
        var subject = new SubjectOptions();
        var file = new Option<FileInfo?>("--out") { Description = "File to write; else the JSON goes to the output" };
        var verb = new Command("export", "Writes everything stored about a person as JSON (GDPR Art. 15), or mentions as a table") { file };
        subject.AddTo(verb);
        verb.Subcommands.Add(ExportMentions.Verb());
        verb.SetAction((parsed, cancel) => WithOfficeAsync(parsed, subject, async (office, person) =>
        {
            var output = parsed.InvocationConfiguration.Output;
            if (parsed.GetValue(file) is { } target)
            {
                await using var written = target.Create();
                var count = await office.ExportAsync(person, written, null, cancel);
                await output.WriteLineAsync($"{count} records written to {target.FullName}");
                return 0;
            }
            using var json = new MemoryStream();
            await office.ExportAsync(person, json, null, cancel);
            await output.WriteLineAsync(System.Text.Encoding.UTF8.GetString(json.ToArray()));
            return 0;
        }, cancel));
        return verb;
    }

    private static async Task<int> WithOfficeAsync(
        ParseResult parsed, SubjectOptions subject, Func<PrivacyOffice, DataSubject, Task<int>> work,
        CancellationToken cancel)
    {
        try
        {
            await using var all = await OpenData.OpenAsync(parsed.GetValue(subject.Data)!, make: false, cancel);
            var person = subject.Of(parsed);
            var networks = all.GetRequiredService<SourceRunner>().Connectors.Select(c => c.Description.Name).ToList();
            // A slip would else be answered by "nothing is stored", and believed.
            if (person.Connector is { } network && !networks.Contains(network))
                throw new StorageException($"There is no network '{network}'. There are: {string.Join(", ", networks)}.");
            return await work(all.GetRequiredService<PrivacyOffice>(), person);
        }
        catch (Exception wrong) when (wrong is StorageException or IOException or UnauthorizedAccessException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(
                $"{parsed.CommandResult.Command.Name}: {wrong.Message}");
            return NotDone;
        }
    }

    /// <summary>Who it is about, and where the data is.</summary>
    private sealed class SubjectOptions
    {
        private readonly Argument<string> _id =
            new("id") { Description = "Author's global id (did:plc:…), or with --staff the number of a colleague" };
        private readonly Option<string?> _connector =
            new("--connector") { Description = "Network of the author, such as bluesky" };
        private readonly Option<string?> _handle =
            new("--handle") { Description = "Handle of the author, to find what could not be read" };
        private readonly Option<bool> _staff = new("--staff") { Description = "The person is one of our own staff" };

        public Option<DirectoryInfo> Data { get; } =
            new("--data") { Description = "Folder of the data", DefaultValueFactory = _ => new("data") };

        public void AddTo(Command verb)
        {
            verb.Arguments.Add(_id);
            foreach (var option in (Option[])[_connector, _handle, _staff, Data]) verb.Options.Add(option);
            verb.Validators.Add(result =>
            {
                if (result.GetValue(_staff) == (result.GetValue(_connector) is not null))
                    result.AddError("Name the network with --connector, or say --staff for a colleague.");
            });
        }

        public DataSubject Of(ParseResult parsed) =>
            new(parsed.GetValue(_connector), parsed.GetValue(_id)!, parsed.GetValue(_handle)?.TrimStart('@'));
    }
}
