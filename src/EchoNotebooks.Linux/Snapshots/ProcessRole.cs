using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace EchoNotebooks.Linux;

/// <summary>
/// What a process is in a multiprocess server. In JSON one word: "parent", "child 2", "child 2.1" (the first child of child 2),
/// "client" or "other".
/// </summary>
[JsonConverter(typeof(Converter))]
public readonly record struct ProcessRole
{
    private readonly Kind kind;

    /// <summary>".2.1" for the first child of the second child of a child; null for all others.</summary>
    private readonly string? below;

    private ProcessRole(Kind kind, int number = 0, string? below = null) => (this.kind, Number, this.below) = (kind, number, below);

    private enum Kind
    {
        Other,
        Parent,
        Child,
        Client,
    }

    /// <summary>The process that accepts and forks.</summary>
    public static ProcessRole Parent { get; } = new(Kind.Parent);

    /// <summary>The program that holds the clients' ends of the connections.</summary>
    public static ProcessRole Client { get; } = new(Kind.Client);

    /// <summary>In a command any child. No process has this role.</summary>
    public static ProcessRole AnyChild { get; } = new(Kind.Child);

    /// <summary>Whether it accepts and forks.</summary>
    public bool IsParent => kind == Kind.Parent;

    /// <summary>Whether the parent, or a child of it, has forked it.</summary>
    public bool IsChild => kind == Kind.Child;

    /// <summary>Whether it holds the clients' ends of the connections.</summary>
    public bool IsClient => kind == Kind.Client;

    /// <summary>Which of the parent's children it is or comes from, from 1 in the order of their forks; 0 for any other process.</summary>
    public int Number { get; }

    /// <summary>Whether the parent did not fork it itself: a child of a child ("child 1.2").</summary>
    public bool IsDescendant => below is not null;

    /// <summary>How many children stand between it and the parent: 0 for a child, 1 for a child of a child.</summary>
    public int Depth => below?.Count(character => character == '.') ?? 0;

    /// <summary>A child, or a child of a child.</summary>
    /// <param name="forks">Its own number among its parent's children, after its ancestors' numbers; each from 1.</param>
    public static ProcessRole Child(params ReadOnlySpan<int> forks)
    {
        foreach (var fork in forks) ArgumentOutOfRangeException.ThrowIfLessThan(fork, 1, nameof(forks));
        return new ProcessRole(Kind.Child, forks[0], forks.Length == 1 ? null : $".{string.Join('.', forks[1..].ToArray())}");
    }

    /// <summary>A child of this child.</summary>
    /// <param name="number">Its number among them, from 1.</param>
    public ProcessRole Forked(int number) => new(Kind.Child, Number, string.Create(CultureInfo.InvariantCulture, $"{below}.{number}"));

    /// <summary>Reads the word of <see cref="ToString"/>.</summary>
    /// <exception cref="FormatException">It is none; the message says so in Korean.</exception>
    public static ProcessRole Parse(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        switch (word)
        {
            case "parent": return Parent;
            case "client": return Client;
            case "other": return default;
            case "child": return AnyChild;
        }
        const string Child = "child ";
        var numbers = word.StartsWith(Child, StringComparison.Ordinal) ? word[Child.Length..].Split('.') : [""];
        var forks = new int[numbers.Length];
        for (var i = 0; i < forks.Length; i++)
        {
            if (!int.TryParse(numbers[i], NumberStyles.None, CultureInfo.InvariantCulture, out forks[i]) || forks[i] == 0)
                throw new FormatException($"\"{word}\"라는 역할은 없다. parent, child 1, child 1.1, client, other 가운데 하나를 쓴다.");
        }
        return ProcessRole.Child(forks);
    }

    /// <summary>Whether a process of another role is meant by this one: by <see cref="AnyChild"/> every child.</summary>
    public bool Includes(ProcessRole role) => this == role || (this == AnyChild && role.IsChild);

    /// <summary>Whether it is a child of a process of another role, or a child of its children.</summary>
    public bool IsBelow(ProcessRole ancestor)
    {
        if (!IsChild || ancestor.IsParent) return IsChild;
        return ancestor.IsChild && Number == ancestor.Number
            && below?.StartsWith(ancestor.below + ".", StringComparison.Ordinal) == true;
    }

    /// <summary>The contract's word: "parent", "child 1", "child 1.2", "client", "other".</summary>
    public override string ToString() => kind switch
    {
        Kind.Parent => "parent",
        Kind.Child when Number == 0 => "child",
        Kind.Child => string.Create(CultureInfo.InvariantCulture, $"child {Number}{below}"),
        Kind.Client => "client",
        _ => "other",
    };

    /// <summary>A role as the word that it prints.</summary>
    internal sealed class Converter : JsonConverter<ProcessRole>
    {
        public override ProcessRole Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Parse(reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("문자열이 아니다"));
            }
            catch (FormatException e)
            {
                throw new JsonException(e.Message, e);
            }
        }

        public override void Write(Utf8JsonWriter writer, ProcessRole value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }
}
