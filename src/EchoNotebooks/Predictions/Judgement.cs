namespace EchoNotebooks;

/// <summary>What the kernel's answer says of each option.</summary>
internal sealed record Judgement
{
    /// <summary>Whether the answer was right; null where there is none.</summary>
    public required bool? IsRight { get; init; }

    /// <summary>The answer that would have been right: "나", "가라", "6"; null where no option holds.</summary>
    public required string? Truth { get; init; }

    /// <summary>Every option with what is to be said of it, the chosen and the right ones included.</summary>
    public required IReadOnlyList<JudgedOption> Options { get; init; }

    /// <summary>What the answer as a whole lacks or has too much; null for nothing.</summary>
    public string? Remark { get; init; }

    /// <summary>What was read from the kernel, in words; null where a picture says it better.</summary>
    public string? Seen { get; init; }
}
