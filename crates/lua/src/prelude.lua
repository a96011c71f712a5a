-- What every program finds: `app`, `channel`, the autoservice functions, and a standard library that
-- can neither stop the exchange nor leave it. The arguments come from machine.rs.
local wanted, exhausted, module, hung_up, clock, environment = ...

local raw_pcall, raw_xpcall = pcall, xpcall
local raw_resume, raw_create, yield = coroutine.resume, coroutine.create, coroutine.yield
local concat, select, tostring, type, error = table.concat, select, tostring, type, error
local setmetatable, rawequal, rawget, rawset = setmetatable, rawequal, rawget, rawset

jit.off()

-- A program that has used up its turn must not go on behind a pcall.
local function checked(...)
  if exhausted() then
    error("the program ran too long without waiting", 0)
  end
  return ...
end

function pcall(...) return checked(raw_pcall(...)) end
function xpcall(...) return checked(raw_xpcall(...)) end

-- What we wait for passes through the coroutines of the program itself.
local function passed(thread, ok, first, ...)
  if ok and rawequal(first, wanted) then
    return passed(thread, raw_resume(thread, yield(wanted, ...)))
  end
  return ok, first, ...
end

function coroutine.resume(thread, ...)
  return checked(passed(thread, raw_resume(thread, ...)))
end

local function unwrapped(ok, ...)
  if not ok then error((...), 0) end
  return ...
end

function coroutine.wrap(body)
  local thread = raw_create(body)
  return function(...) return unwrapped(coroutine.resume(thread, ...)) end
end

local function text(value)
  if value == nil then return "" end
  return tostring(value)
end

local function joined(...)
  local parts = {}
  for index = 1, select("#", ...) do
    parts[index] = text((select(index, ...)))
  end
  return concat(parts, ",")
end

app = setmetatable({}, {
  __index = function(_, name)
    return function(...) return yield(wanted, "app", tostring(name), joined(...)) end
  end,
})

local function variable(name)
  local function get() return yield(wanted, "get", name, "") end
  local function set(_, value) yield(wanted, "set", name, text(value)) end
  return setmetatable({}, {
    __index = function(_, key)
      if key == "get" then return get end
      if key == "set" then return set end
      if key == "value" then return get() end
      error("'" .. tostring(key) .. "' is none of get, set and value", 2)
    end,
    __newindex = function(_, key, value)
      if key ~= "value" then error("only 'value' can be set", 2) end
      set(nil, value)
    end,
    __call = function(_, ...) return variable(name .. "(" .. joined(...) .. ")") end,
  })
end

channel = setmetatable({}, {
  __index = function(_, name) return variable(tostring(name)) end,
  __newindex = function(_, name, value)
    yield(wanted, "set", tostring(name), text(value))
  end,
})

-- The far end is served whatever the program does; these keep their word and change nothing.
local served = true
function autoservice_start() served = true return true end
function autoservice_stop() served = false return true end
function autoservice_status() return served end
function check_hangup() return hung_up() end

local function missing(name)
  return function()
    error(name .. " is not available here; use the applications and functions of the dialplan", 2)
  end
end

local date = os.date
os = {
  time = function(when) if when then return clock(when) end return clock() end,
  date = function(format, at) return date(format, at or clock()) end,
  clock = os.clock,
  difftime = os.difftime,
  getenv = environment,
}
for _, name in ipairs { "execute", "exit", "remove", "rename", "tmpname", "setlocale" } do
  os[name] = missing("os." .. name)
end
io = {}
for _, name in ipairs { "open", "popen", "lines", "input", "output", "read", "write", "close", "tmpfile", "type" } do
  io[name] = missing("io." .. name)
end
function print(...)
  local parts = {}
  for index = 1, select("#", ...) do parts[index] = tostring((select(index, ...))) end
  yield(wanted, "print", concat(parts, "\t"), "")
end

local raw_loadstring = loadstring
function loadstring(source, name)
  if type(source) == "string" and source:byte(1) == 27 then
    return nil, "compiled programs are not taken"
  end
  return raw_loadstring(source, name)
end
load = nil
newproxy = nil
collectgarbage = function() return 0 end

local loaded = { string = string, table = table, math = math, coroutine = coroutine, os = os, io = io }
package = { path = "?.lua;?/init.lua", cpath = "", loaded = loaded, preload = {} }

function loadfile(name)
  local source = module(name)
  if not source then return nil, "cannot open " .. tostring(name) end
  return loadstring(source, "@" .. name)
end

function dofile(name)
  local chunk, why = loadfile(name)
  if not chunk then error(why, 2) end
  return chunk()
end

function require(name)
  if loaded[name] ~= nil then return loaded[name] end
  local loader = package.preload[name]
  if not loader then
    local file = name:gsub("%.", "/")
    for template in package.path:gmatch("[^;]+") do
      local path = template:gsub("%?", (file:gsub("%%", "%%%%")))
      path = path:gsub("^%./", "")
      if module(path) then
        local why
        loader, why = loadfile(path)
        if not loader then error(why, 2) end
        break
      end
    end
  end
  if not loader then
    error("module '" .. name .. "' was not found, or is a library in C, which is not loaded", 2)
  end
  local value = loader(name)
  if value ~= nil then loaded[name] = value end
  if loaded[name] == nil then loaded[name] = true end
  return loaded[name]
end

jit, debug, ffi = nil, nil, nil
