using System.CommandLine;

namespace EchoNotebooks.Cli.CommandLine;

/// <summary>The numbers that an option takes.</summary>
internal static class NumberRange
{
    /// <summary>Refuses everything else with a sentence that names the bounds.</summary>
    /// <param name="option">The option.</param>
    /// <param name="least">The least number.</param>
    /// <param name="most">The greatest number.</param>
    public static void Only(this Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens is not [var token]) return;
        if (!int.TryParse(token.Value, out var number) || number < least || number > most)
            result.AddError($"{option.Name}에는 {least} 이상 {most} 이하의 정수를 준다: {token.Value}");
    });
}
