using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EchoNotebooks.TestSupport;

namespace EchoNotebooks.Package.Tests;

/// <summary>Notebooks for readers who have the packages and nothing else.</summary>
internal static class CourseNotebooks
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line that stands in place of a path.</summary>
    public const string Reference = "#r \"nuget: EchoNotebooks\"";

    /// <summary>Cells that start a server, fail, and say whether that server still runs.</summary>
    public static string[] Failing =>
    [
        "using EchoNotebooks;\nvar pid = 0;",
        "pid = (await EchoServer.StartAsync()).Pid;\nthrow new Exception(\"깨졌다\");",
        "Console.WriteLine(pid > 0 && System.IO.Directory.Exists($\"/proc/{pid}\") ? \"남았다\" : \"끝났다\");",
    ];

    /// <summary>Whether they ran as they are meant to, after others that did not fail, and left no server.</summary>
    public static void LeftNothing(JsonNode executed)
    {
        var cells = NotebookChecks.CodeCells(executed).ToList();
        var failed = cells.FindIndex(cell => cell["outputs"]!.AsArray().Any(output => (string?)output!["output_type"] == "error"));
        Assert.Equal(cells.Count - 2, failed);
        Assert.Contains("깨졌다", cells[failed]["outputs"]!.ToJsonString(Readable), StringComparison.Ordinal);
        Assert.Contains("끝났다", cells[^1]["outputs"]!.ToJsonString(Readable), StringComparison.Ordinal);
    }

    /// <summary>The text of a notebook of C# cells.</summary>
    public static string Json(params string[] cells) => With(
        null,
        """
        {"nbformat": 4, "nbformat_minor": 5, "cells": [],
         "metadata": {"kernelspec": {"name": ".net-csharp", "display_name": ".NET (C#)", "language": "C#"}}}
        """,
        cells);

    /// <summary>A notebook's text with one more C# cell before all others, where that is not null, and others at its end.</summary>
    public static string With(string? first, string notebook, string[] last)
    {
        var document = JsonNode.Parse(notebook)!;
        var cells = document["cells"]!.AsArray();
        if (first is not null) cells.Insert(0, Cell("first", first));
        foreach (var (i, source) in last.Index()) cells.Add(Cell($"last-{i}", source));
        return document.ToJsonString(Readable);
    }

    private static JsonObject Cell(string id, string source) => new()
    {
        ["cell_type"] = "code",
        ["id"] = id,
        ["source"] = source,
        ["metadata"] = new JsonObject(),
        ["outputs"] = new JsonArray(),
        ["execution_count"] = null,
    };
}
