using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace EchoNotebooks.Cli.CommandLine;

/// <summary>The help of a command, from what it knows of itself.</summary>
internal sealed class KoreanHelp : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        var command = parseResult.CommandResult.Command;
        var verbs = command.Subcommands.Where(verb => !verb.Hidden).ToList();
        var options = command.Options.Where(option => !option.Hidden).ToList();
        if (command is not RootCommand) options.AddRange(parseResult.RootCommandResult.Command.Options.OfType<HelpOption>());
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"사용법: {Usage(command, verbs.Count > 0)}");
        Section(output, "명령", verbs.Select(verb => (verb.Name, verb.Description)));
        Section(output, "인자", command.Arguments.Select(argument => ((string, string?))(argument.Name, argument.Description)));
        Section(output, "옵션", options.Select(option => (Form(option), option.Description)));
        return 0;
    }

    /// <summary>A command that asks for another word has no options of its own; what stands after -- must come last.</summary>
    private static string Usage(Command command, bool hasVerbs)
    {
        var words = command.Parents.OfType<Command>().Append(command).Where(word => word is not RootCommand);
        var path = "echonb" + string.Concat(words.Select(word => " " + word.Name));
        return hasVerbs ? $"{path} 명령" : $"{path} [옵션]{string.Concat(command.Arguments.Select(argument => " " + argument.Name))}";
    }

    private static string Form(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias.StartsWith('-')).Prepend(option.Name));
        return option.HelpName is { } value ? $"{names} {value}" : names;
    }

    private static void Section(TextWriter output, string title, IEnumerable<(string Name, string? Description)> rows)
    {
        var list = rows.ToList();
        if (list.Count == 0) return;
        output.WriteLine();
        output.WriteLine($"{title}:");
        var width = list.Max(row => row.Name.Length);
        foreach (var (name, description) in list) output.WriteLine($"  {name.PadRight(width)}  {description}");
    }
}
