using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using EchoNotebooks.Linux;

namespace EchoNotebooks.Cli.CommandLine;

/// <summary>
/// What all verbs share: help and complaints in Korean, exit code 2 for wrong arguments, and 1 where a file or the standard
/// output could not be written.
/// </summary>
internal static class Shell
{
    private const int Unwritten = 1;
    private static readonly RememberingWriter Output = new(Console.Out);

    /// <summary>The exit code for arguments that cannot be right.</summary>
    public const int WrongArguments = 2;

    /// <summary>What the standard output did not take, as an exception that says so; null where it took all.</summary>
    public static FileException? OutputFailure => Output.Failure is { } failure ? new FileException("-", failure) : null;

    public static async Task<int> InvokeAsync(RootCommand root, string[] args)
    {
        Console.SetOut(Output);
        Console.SetError(new RememberingWriter(Console.Error));
        var code = await ParseAndInvokeAsync(root, args).ConfigureAwait(false);
        if (OutputFailure is not { } failure) return code;
        Console.Error.WriteLine(failure.Message);
        return code == 0 ? Unwritten : code;
    }

    private static async Task<int> ParseAndInvokeAsync(RootCommand root, string[] args)
    {
        foreach (var option in root.Options)
        {
            if (option is HelpOption help)
            {
                help.Description = "이 도움말을 보인다.";
                help.Action = new KoreanHelp();
            }
            else if (option is VersionOption version)
            {
                version.Description = "판을 보인다.";
            }
        }
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var complaint in parsed.Errors.Select(error => Complaint(parsed, error)).Distinct())
                Console.Error.WriteLine(complaint);
            var verb = parsed.CommandResult.Command is RootCommand ? "" : parsed.CommandResult.Command.Name + " ";
            Console.Error.WriteLine($"도움말: echonb {verb}--help");
            return WrongArguments;
        }
        // The verbs mind signals themselves where they have something to put in order.
        var configuration = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false };
        try
        {
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (Exception e) when (e is FileException or TemporaryFolderException)
        {
            Console.Error.WriteLine(e.Message);
            return Unwritten;
        }
        catch (Exception e) when (FileException.Covers(e))
        {
            Console.Error.WriteLine($"파일을 읽거나 쓰지 못했다: {Errno.Explain(e)}.");
            return Unwritten;
        }
    }

    private static string Complaint(ParseResult parsed, ParseError error)
    {
        if (parsed.UnmatchedTokens.FirstOrDefault(token => error.Message.Contains($"'{token}'", StringComparison.Ordinal)) is { } unknown)
            return $"모르는 인자: {unknown}";
        return error.SymbolResult switch
        {
            OptionResult { IdentifierToken: { } option, Tokens: [] } => $"{option.Value} 뒤에 값이 있어야 한다.",
            OptionResult { IdentifierToken: { } option } given when IsEnglish(error) =>
                $"{option.Value}에 알맞은 값이 아니다: {string.Join(' ', given.Tokens)}",
            ArgumentResult argument when IsEnglish(error) =>
                $"{argument.Argument.Name}이 없거나 알맞지 않다: {string.Join(' ', argument.Tokens)}",
            CommandResult when IsEnglish(error) =>
                parsed.UnmatchedTokens.Count > 0 ? $"모르는 인자: {parsed.UnmatchedTokens[0]}" : "명령을 적지 않았다.",
            _ => error.Message,
        };
    }

    // The library speaks English; what a verb says itself is Korean already.
    private static bool IsEnglish(ParseError error) => !error.Message.Any(c => c is >= '가' and <= '힣');
}
